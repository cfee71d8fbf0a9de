package dev.reelway.job;

import dev.reelway.media.ReferenceInfo;
import java.util.Optional;

/**
 * Links from which an upstream fetches the files of an order; the API knows how they look. They
 * open a file without a licence, and expire.
 */
@FunctionalInterface
public interface ReferenceLinks {

  /** The link to a stored file; empty if this service has no public URL. */
  Optional<String> to(ReferenceInfo file);
}
