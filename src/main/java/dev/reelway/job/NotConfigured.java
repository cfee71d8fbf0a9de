package dev.reelway.job;

import dev.reelway.sink.SinkNotConfigured;
import dev.reelway.wire.Causes;
import java.util.Optional;

/**
 * Thrown if a job needs an upstream, a key, a model, a sink, a moderation or a licence that this
 * process is not configured for. Another process may be, while a new configuration is rolled out,
 * and this one may be again: the job is left until its deadline, see {@link UnconfiguredJobs}.
 */
final class NotConfigured extends RuntimeException {

  private static final String NO_UPSTREAM =
      "The upstream that has the %s, or the key for it, is no longer configured.";

  static final String NO_MODERATION_OF_ORDER =
      "The moderation that holds the order is no longer configured.";

  static final String NO_MODERATION_OF_FILES =
      "The moderation that holds the files is no longer configured.";

  private static final String NO_LICENCE = "The licence of the job is no longer configured.";

  /**
   * @param sentence what is missing, for the job's owner
   */
  NotConfigured(String sentence) {
    super(sentence, null, false, false);
  }

  /** The upstream of a job, or its key for it, is missing. */
  static NotConfigured upstreamOf(Job job) {
    return new NotConfigured(noUpstream(job));
  }

  private static String noUpstream(Job job) {
    return NO_UPSTREAM.formatted(job.order().kind());
  }

  /** Whether the process that looked at a job last could do nothing for it, as this is missing. */
  static boolean hasLeft(Job job) {
    var cause = job.history().lastCause();
    return cause != null
        && (cause.equals(noUpstream(job))
            || cause.equals(NO_MODERATION_OF_FILES)
            || cause.equals(NO_LICENCE)
            || SinkNotConfigured.isSentence(cause));
  }

  /** The licence of a job is missing, which may say how long its files are kept. */
  static NotConfigured licence() {
    return new NotConfigured(NO_LICENCE);
  }

  /** The endpoint that holds the order of a job is missing. */
  static NotConfigured moderationOfOrder() {
    return new NotConfigured(NO_MODERATION_OF_ORDER);
  }

  /** The endpoint that holds the files of a job is missing. */
  static NotConfigured moderationOfFiles() {
    return new NotConfigured(NO_MODERATION_OF_FILES);
  }

  /**
   * Whether an endpoint was asked about an order last and did not let it pass; a process without
   * one may have looked at it since.
   */
  static boolean isHeldOrder(Job job) {
    var cause = job.history().lastCause();
    return ModerationHeld.isCause(cause) || NO_MODERATION_OF_ORDER.equals(cause);
  }

  /** What is missing, if that is why a route has failed. */
  static Optional<String> in(Throwable thrown) {
    return Causes.first(thrown, NotConfigured.class)
        .map(missing -> String.valueOf(missing.getMessage()))
        .or(() -> SinkNotConfigured.in(thrown).map(SinkNotConfigured::sentence));
  }
}
