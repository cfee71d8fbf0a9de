package dev.reelway.job;

import dev.reelway.media.ReferenceInfo;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Links from which an upstream fetches the files of an order; the API knows how they look. They
 * open a file without a licence, and expire.
 */
@FunctionalInterface
public interface ReferenceLinks {

  /**
   * The link to a stored file; empty if this service has no public URL.
   *
   * @param since when the order was sent first. A link that is asked for again with the same time
   *     is the same one until it has expired, so that an order that is sent again is no other order
   */
  Optional<String> to(ReferenceInfo file, Instant since);

  /**
   * The links to the files of a job that is submitted.
   *
   * @param inline the files that its target takes within the request, which need no link
   */
  default Function<ReferenceInfo, Optional<String>> of(
      Job job, Predicate<ReferenceInfo> inline, Instant now) {
    var since = Objects.requireNonNullElse(job.submitting().intent(), now);
    return file -> inline.test(file) ? Optional.empty() : to(file, since);
  }
}
