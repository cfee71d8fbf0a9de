package dev.reelway.job;

import dev.reelway.media.UnusableImage;
import dev.reelway.net.DownloadRefused;
import dev.reelway.sink.Asset;
import dev.reelway.sink.BrokenVideo;
import dev.reelway.upstream.UpstreamFailure;
import dev.reelway.wire.Causes;
import java.time.Duration;
import java.util.List;
import org.apache.camel.http.base.HttpOperationFailedException;

/**
 * Decides which files of a job are delivered without the others. An upstream is paid for each, so
 * that one which cannot be had does not take the others with it: images are left out after a few
 * attempts if they are none, files that their upstream refuses after an hour, and all others
 * shortly before the job would fail.
 */
public final class PartialDelivery {

  private static final Duration LONGEST_REFUSAL = Duration.ofHours(1);
  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;

  private final JobTerms terms;
  private final JobFailureLog failureLog = new JobFailureLog();

  PartialDelivery(JobTerms terms) {
    this.terms = terms;
  }

  /** Whether a file of a job may be left out if it cannot be delivered now. */
  public boolean isAllowed(Job job) {
    return job.rendered().links().size() > 1
        && (FinalFailures.isLastTryOfImage(job) || isRefusedForLong(job) || isLastTry(job));
  }

  private boolean isRefusedForLong(Job job) {
    var done = job.history().doneAt();
    return done != null && !terms.now().isBefore(done.plus(LONGEST_REFUSAL));
  }

  /** Of the next two waits, the second may end after the deadline. */
  private boolean isLastTry(Job job) {
    var now = terms.now();
    var wait = Duration.between(now, terms.retry(job));
    return !now.plus(wait.multipliedBy(2)).isBefore(job.deadline());
  }

  /**
   * The file that was delivered, or the reason why it is left out.
   *
   * @param answer that file, or what delivering it has thrown
   * @throws Exception what was thrown, if the file is not left out
   */
  public Object delivered(Job job, Object answer) throws Exception {
    if (answer instanceof Exception thrown && !isLeftOut(job, thrown)) {
      throw thrown;
    }
    return answer;
  }

  private boolean isLeftOut(Job job, Exception thrown) {
    if (LocalFailure.isIn(thrown)) {
      return false;
    }
    return FinalFailures.isLastTryOfImage(job) && UnusableImage.in(thrown).isPresent()
        || isRefusedForLong(job) && isRefusal(thrown)
        || isLastTry(job);
  }

  private static boolean isRefusal(Throwable thrown) {
    return Causes.any(
        thrown,
        one ->
            switch (one) {
              case BrokenVideo broken -> true;
              case HttpOperationFailedException answer -> isRefusal(answer.getStatusCode());
              case DownloadRefused refused ->
                  refused.answer() != null && isRefusal(refused.answer().status());
              default -> false;
            });
  }

  private static boolean isRefusal(int status) {
    return status >= CLIENT_ERROR
        && status < SERVER_ERROR
        && status != UpstreamFailure.TOO_MANY
        && !UpstreamFailure.RETRYABLE.contains(status);
  }

  /**
   * The files that were delivered.
   *
   * @param answers each file, or the reason why it is left out
   * @throws Exception the first reason, if no file is left
   */
  public List<Asset> files(Job job, List<?> answers) throws Exception {
    var files = answers.stream().filter(Asset.class::isInstance).map(Asset.class::cast).toList();
    for (var answer : answers) {
      if (answer instanceof Exception thrown) {
        if (files.isEmpty()) {
          throw thrown;
        }
        failureLog.continued(job, thrown, "one of its files", new FailurePlace(null, null, null));
      }
    }
    return files;
  }
}
