package dev.reelway.job;

import dev.reelway.job.JobState.Submitting;
import dev.reelway.net.DownloadRefused;
import dev.reelway.upstream.TokenUnavailable;
import dev.reelway.upstream.UpstreamRejected;
import dev.reelway.wire.Causes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the log says about failed steps. It never contains a prompt or a key. */
final class JobFailureLog {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.jobs");
  private static final Set<Integer> OF_THE_ACCOUNT = Set.of(401, 402, 403);
  private static final int MOST_HOSTS = 100;

  private final Set<String> warnedHosts = ConcurrentHashMap.newKeySet();

  /**
   * A step of a job failed. A link to a private host that is not allowed is a warning the first
   * time, and quiet afterwards.
   *
   * @param meaning what it means for a submit, or nothing
   */
  void failed(Job job, Throwable thrown, String meaning, FailurePlace place) {
    var state = job.state().name().inLedger();
    var cause = meaning + sentence(job, thrown, place);
    var privateHost = privateHost(thrown);
    if (privateHost == null) {
      LOG.info("{} is {}, and a step failed: {} ({})", job.id(), state, cause, place.with(thrown));
    } else if (warnedHosts.size() < MOST_HOSTS && warnedHosts.add(privateHost)) {
      LOG.warn("{} is {}, and a step failed: {}", job.id(), state, cause);
    }
    LOG.debug("{}: a step failed", job.id(), thrown);
  }

  /** A job goes on without a step that is not necessary. */
  void continued(Job job, Throwable thrown, @Nullable String route, FailurePlace place) {
    var cause = sentence(job, thrown, place);
    if (isCancellation(route)) {
      var at = job.state().renderTask();
      var upstream = at == null ? "its upstream" : at.target().upstream();
      LOG.warn(
          "{} could not be cancelled at {}: {} ({})",
          job.id(),
          upstream,
          cause,
          place.with(thrown));
    } else {
      LOG.info("{} goes on without {}: {} ({})", job.id(), route, cause, place.with(thrown));
    }
    LOG.debug("{}: a step failed", job.id(), thrown);
  }

  /** Whether this route cancels renders. */
  static boolean isCancellation(@Nullable String route) {
    return "cancel-render".equals(route);
  }

  /** An upstream did not accept an order; the operator is told if the account is the reason. */
  void notAccepted(Job job, Throwable thrown) {
    var status =
        Causes.first(thrown, HttpOperationFailedException.class)
            .map(HttpOperationFailedException::getStatusCode)
            .filter(OF_THE_ACCOUNT::contains);
    var token = Causes.first(thrown, TokenUnavailable.class).filter(TokenUnavailable::isKeyRefused);
    if (!(job.state() instanceof Submitting submitting)) {
      return;
    }
    var target = submitting.at();
    if (status.isPresent()) {
      LOG.warn(
          "{}: {} refuses the key {} with status {}. Check that key and its account.",
          job.id(),
          target.upstream(),
          target.credential(),
          status.get());
    }
    if (Causes.first(thrown, UpstreamRejected.class).isPresent()) {
      LOG.warn(
          "{}: {} accepts no orders with the key {}. Check that key and its account, unless it is"
              + " down.",
          job.id(),
          target.upstream(),
          target.credential());
    }
    token.ifPresent(
        none ->
            LOG.warn(
                "{}: {} Check the key {} of {}.",
                job.id(),
                none.sentence(),
                target.credential(),
                target.upstream()));
  }

  /** An order was not sent because of a mistake in its dialect. */
  void notSent(Job job, Throwable thrown) {
    var mistake = DialectError.in(thrown, job.made().prompt());
    LOG.warn("{} was not sent to {}: {}", job.id(), job.submitting().at().upstream(), mistake);
  }

  /** The answer to a submit was lost for good. */
  void notRecoverable(Job job) {
    LOG.info(
        "{}: its answer was lost. {} is not idempotent, and its dialect has no lookup for this"
            + " order",
        job.id(),
        job.submitting().at().upstream());
  }

  private static String sentence(Job job, Throwable thrown, FailurePlace place) {
    var prompt = job.made().prompt();
    return FailureCause.inOurWords(thrown, place, prompt).replace(prompt, "…");
  }

  private static @Nullable String privateHost(Throwable thrown) {
    var refused = Causes.first(thrown, DownloadRefused.class);
    return refused.isPresent() ? refused.get().privateHost() : null;
  }
}
