package dev.reelway.api;

import dev.reelway.idempotency.RequestKey;
import dev.reelway.idempotency.RequestKeys;
import dev.reelway.job.Job;
import dev.reelway.job.JobId;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobSubscription;
import dev.reelway.licence.Licence;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits how many requests wait for their jobs, and for how long. A wait that ends before its job,
 * by timeout or shutdown, fails with the job's id and location, as the job continues.
 */
public final class RequestWaits {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.api");

  private static final String COUNTED = RequestWaits.class.getName();

  private final int most;
  private final Duration longest;
  private final String root;
  private final Consumer<Job> expiry;
  private final RequestKeys keys;
  private final ConcurrentHashMap<String, Integer> calls = new ConcurrentHashMap<>();
  private final Set<CallerWait> open = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Void> shutdown = new CompletableFuture<>();

  /**
   * @param most how many requests of one licence may wait at the same time
   * @param longest how long a request waits for its job to end
   * @param root the base of the API's paths: a URL or a path
   * @param expiry fails a job that has not been submitted in time
   * @param keys where it is recorded that a caller has left
   */
  RequestWaits(int most, Duration longest, String root, Consumer<Job> expiry, RequestKeys keys) {
    this.most = most;
    this.longest = longest;
    this.root = root;
    this.expiry = expiry;
    this.keys = keys;
  }

  /** Counts the request, once, as waiting until it ends, or refuses it with 429. */
  public void enter(Licence licence, HttpServletRequest call) {
    if (call.getAttribute(COUNTED) != null) {
      return;
    }
    call.setAttribute(COUNTED, true);
    int now = calls.merge(licence.name(), 1, Integer::sum);
    RequestCleanup.add(call, () -> leave(licence.name()));
    if (now > most) {
      throw new RequestRefused(
          429,
          null,
          ApiError.RATE_LIMIT,
          "Too many waiting requests: at most %d requests of a licence may wait for results at the same time."
              .formatted(most));
    }
  }

  private void leave(String licence) {
    calls.computeIfPresent(licence, (name, count) -> count == 1 ? null : count - 1);
  }

  /** Ends all waits, and every wait that starts later, because the service shuts down. */
  public void shutDown() {
    shutdown.complete(null);
    open.forEach(CallerWait::wake);
  }

  boolean isShutDown() {
    return shutdown.isDone();
  }

  /** Begins the wait of one caller, which ends early if the service shuts down. */
  public CallerWait start(JobSubscription jobSubscription, Exchange exchange) {
    var request =
        Objects.requireNonNull(
            exchange.getMessage().getHeader(Exchange.HTTP_SERVLET_REQUEST, OpaqueRequest.class));
    var key = exchange.getProperty("requestKey", RequestKey.class);
    var wait = new CallerWait(jobSubscription, request.request(), key, this);
    open.add(wait);
    if (shutdown.isDone()) {
      wait.wake();
    }
    return wait;
  }

  /**
   * The caller of a request gets no result, or only a part of it: an equal request may join the
   * job.
   *
   * @param key null for a request that creates nothing
   */
  void leave(@Nullable RequestKey key, String job) {
    if (key != null && key.leave()) {
      try {
        keys.leave(key, job);
      } catch (RuntimeException failed) {
        LOG.warn("It could not be recorded that the caller of a request has left", failed);
      }
    }
  }

  void end(CallerWait wait) {
    open.remove(wait);
  }

  /** The wait of the request with this key, if it has begun. */
  Optional<CallerWait> of(RequestKey key) {
    return open.stream().filter(wait -> wait.isOf(key)).findFirst();
  }

  /**
   * Waits for the job to be delivered. Throws {@link RequestRefused} with the job's failure, or
   * with the job's id if the job has not ended in time, or before the caller has left.
   */
  public Job awaitDelivery(@Body JobSubscription jobSubscription, Exchange exchange)
      throws InterruptedException {
    try (jobSubscription;
        var wait = start(jobSubscription, exchange)) {
      var job = wait.end(longest);
      if (job == null && wait.isLeft()) {
        wait.abandon();
        throw closed(wait.job());
      }
      if (job == null && !wait.isOver()) {
        expiry.accept(wait.job()); // if it was not submitted, it is not rendered
        job = wait.end(Duration.ZERO);
      }
      if (job == null) {
        wait.leave();
        throw wait.isOver() ? overError(wait) : tooLong(wait.job());
      }
      return delivered(job, exchange);
    }
  }

  /**
   * Waits for the earlier requests with the same key. Throws {@link RequestRefused} with 409 if
   * they are not settled in time, or before the service shuts down: what they have accepted is
   * unknown.
   */
  void awaitEarlier(CompletableFuture<Void> settled, HttpServletRequest call)
      throws InterruptedException {
    try {
      CompletableFuture.anyOf(settled, shutdown, LicensedRequests.refusal(call))
          .get(longest.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw earlierRequestOpen();
    }
    LicensedRequests.requireValid(call);
    if (!settled.isDone()) {
      throw earlierRequestOpen();
    }
  }

  private static RequestRefused earlierRequestOpen() {
    return new RequestRefused(
        409,
        null,
        "earlier_request_open",
        "An earlier request with the same Idempotency-Key or body is still being processed. Send"
            + " the request again later.");
  }

  private static Job delivered(Job job, Exchange exchange) {
    if (job.state() instanceof Failed failed) {
      var error = errorOf(failed);
      throw new RequestRefused(isLookup(exchange) ? error.whenLookedUp() : error);
    }
    return job;
  }

  private static boolean isLookup(Exchange exchange) {
    return "GET".equals(exchange.getMessage().getHeader(Exchange.HTTP_METHOD, String.class));
  }

  /**
   * The error for a caller whose wait is over before its job: the licence has ended, or the service
   * shuts down, and the job continues.
   */
  public RequestRefused overError(CallerWait wait) {
    var refused = wait.refusal();
    return refused == null ? shutdownError(wait.job()) : new RequestRefused(ApiError.of(refused));
  }

  private RequestRefused shutdownError(Job job) {
    var id = job.id();
    return new RequestRefused(
            503,
            null,
            "shutting_down",
            "The service is shutting down. The job continues; fetch it later as %s.".formatted(id))
        .withLocation(location(id));
  }

  private RequestRefused tooLong(Job job) {
    var id = job.id();
    return new RequestRefused(
            504,
            null,
            "still_rendering",
            "Still rendering after %d s. The job continues; fetch it later as %s."
                .formatted(longest.toSeconds(), id))
        .withLocation(location(id));
  }

  /** Nobody reads it, unless only the caller's sending side is closed. */
  private RequestRefused closed(Job job) {
    var id = job.id();
    return new RequestRefused(
            504,
            null,
            "still_rendering",
            "The connection was closed. The job continues; fetch it later as %s.".formatted(id))
        .withLocation(location(id));
  }

  /** Where a job can be looked up. */
  String location(String id) {
    return root + (JobId.isVideo(id) ? "/v1/videos/" : "/v1/images/") + id;
  }

  /** The error for a caller who waited for a job that has failed. */
  public static RequestRefused failureError(Failed failed) {
    return new RequestRefused(errorOf(failed));
  }

  private static ApiError errorOf(Failed failed) {
    return ApiError.ofFailedJob(failed.why().code(), failed.why().message());
  }
}
