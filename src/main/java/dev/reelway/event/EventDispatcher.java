package dev.reelway.event;

import dev.reelway.database.DatabaseUnavailable;
import dev.reelway.job.LoggedJob;
import dev.reelway.job.RouteStarter;
import dev.reelway.net.WebhookCallFailed;
import dev.reelway.net.WebhookClient;
import dev.reelway.trace.TraceSpan;
import dev.reelway.trace.Traces;
import dev.reelway.wire.Causes;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers events to their receivers and records the results. Each delivery has its own thread and
 * exchange; however these end, the result is recorded and the receiver is free for the next
 * delivery.
 */
public final class EventDispatcher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.events");
  private static final String NO_ENDPOINT =
      "No endpoint for events is configured (reelway.events.to).";
  private static final String NOT_ACCEPTED = "The endpoint did not accept the event.";
  private static final String NOT_SENT = "The event was not sent because of an internal error.";

  /** What a lease lasts beyond the timeout of a receiver. */
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private final Outbox outbox;
  private final Receivers receivers;
  private final Destination.Finder destinations;
  private final WebhookClient webhookClient;
  private final Function<String, Object> jobs;
  private final RouteStarter routes;
  private final Traces traces;
  private final PerTargetLimiter limiter;
  private final ReceiverFailures failures = new ReceiverFailures();
  private final Set<EventDelivery> inFlight = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Duration lease;
  private final Clock clock;

  /**
   * Limits and sources of the dispatcher.
   *
   * @param atOnce the maximum number of concurrent deliveries to one target
   * @param timeout how long a receiver may take to answer
   * @param jobs answers the API representation of a job by its id
   * @param traces gets a span of each delivery
   */
  public record DispatchTerms(
      int atOnce, Duration timeout, Function<String, Object> jobs, Traces traces) {}

  EventDispatcher(
      Outbox outbox,
      Receivers receivers,
      Destination.Finder destinations,
      WebhookClient webhookClient,
      DispatchTerms terms,
      RouteStarter routes,
      Clock clock) {
    this.outbox = outbox;
    this.receivers = receivers;
    this.destinations = destinations;
    this.webhookClient = webhookClient;
    this.jobs = terms.jobs();
    this.traces = terms.traces();
    this.routes = routes;
    this.limiter = new PerTargetLimiter(terms.atOnce());
    this.lease = terms.timeout().plus(MARGIN);
    this.clock = clock;
  }

  /** Claims due deliveries of each target within the limits and starts a thread for each. */
  public void start() {
    outbox.switchOffMore();
    claim().forEach(this::start);
  }

  private void start(EventDelivery delivery) {
    inFlight.add(delivery);
    try {
      threads.execute(() -> deliver(delivery));
    } catch (RejectedExecutionException closing) {
      end(delivery);
    }
  }

  private void deliver(EventDelivery delivery) {
    try (var logged = LoggedJob.of(delivery.event().job());
        var span = span(delivery)) {
      if (receivers.isKnown(delivery)) {
        carry(delivery, span);
      } else { // Only where no other process may have the endpoint: otherwise it is not claimed.
        settle(delivery, null, null, AttemptResult.permanentFailure(NO_ENDPOINT), clock.instant());
      }
    } catch (RuntimeException e) {
      LOG.error(
          "{} could not be delivered: {}",
          delivery.event().id(),
          e.toString(),
          DatabaseUnavailable.isIn(e) ? null : e);
    } finally {
      end(delivery);
    }
  }

  private void carry(EventDelivery delivery, TraceSpan span) {
    routes.run("deliveries-carry", "delivery", delivery);
    if (inFlight.contains(delivery)) { // Its route has failed.
      AttemptResult.of(NOT_SENT).failureInTraces().ifPresent(span::failed);
    }
  }

  private TraceSpan span(EventDelivery delivery) {
    var name = delivery.url() == null ? "endpoint" : "webhook";
    var event = delivery.event();
    var span = traces.step(name, event.trace(), List.of());
    span.tell("dev.reelway.job.id", event.job());
    span.tell("dev.reelway.event.id", event.id());
    return span;
  }

  /** A delivery without a recorded result is retried like a failed one. */
  private void end(EventDelivery delivery) {
    try {
      if (inFlight.contains(delivery)) {
        settle(delivery, null, null, AttemptResult.of(NOT_SENT), clock.instant());
      }
    } catch (RuntimeException e) {
      LOG.warn(
          "The result of {} could not be recorded; it is retried when its lease expires: {}",
          delivery.event().id(),
          e.toString());
    } finally {
      inFlight.remove(delivery);
      limiter.release(delivery.target());
      outbox.triggerDispatch();
    }
  }

  /**
   * Claims as many due deliveries of each target as its limit allows. Those to an operator's
   * endpoint that this process does not have are left to other processes, which may have it.
   */
  List<EventDelivery> claim() {
    var now = clock.instant();
    var targets =
        outbox.dueTargets(now).stream()
            .filter(target -> receivers.isKnown(target) || !outbox.isShared())
            .toList();
    var free = limiter.availablePermits(targets);
    if (free.isEmpty()) {
      return List.of();
    }
    var deliveries = outbox.claim(free, now, lease);
    deliveries.forEach(delivery -> limiter.acquire(delivery.target()));
    return deliveries;
  }

  /** Posts an event to a webhook and records the result. */
  public void post(EventDelivery delivery) {
    var begun = clock.instant();
    switch (destinations.of(delivery, begun)) {
      case Destination.None(var why) -> settle(delivery, null, null, why, begun);
      case Destination.Webhook(var url, var secrets) -> post(delivery, url, secrets, begun);
    }
  }

  private void post(EventDelivery delivery, String url, List<String> secrets, Instant begun) {
    var body = EventPayload.json(delivery.event());
    var headers = SigningKeys.headers(delivery.event().id(), begun, body, secrets);
    try {
      var answer = webhookClient.post(url, headers, body.getBytes(StandardCharsets.UTF_8));
      settle(delivery, url, answer.retryAfter(), AttemptResult.of(answer.status()), begun);
    } catch (WebhookCallFailed failed) {
      settle(delivery, url, null, AttemptResult.of(failed.sentence()), begun);
    }
  }

  /** The JSON body for the operator's endpoint: the event with the whole job. */
  public String endpointPayload(EventDelivery delivery) {
    return EventPayload.json(delivery.event(), jobs.apply(delivery.event().job()));
  }

  /** Records that the operator's endpoint has accepted the event. */
  public void endpointAccepted(EventDelivery delivery) {
    settle(delivery, null, null, AttemptResult.SUCCESS, clock.instant());
  }

  /**
   * Records that the operator's endpoint has not accepted the event; deliveries to it pause for a
   * while.
   */
  public void endpointFailed(EventDelivery delivery, Throwable thrown) {
    LOG.debug("{} was not accepted by the endpoint", delivery.event().id(), thrown);
    settle(delivery, null, null, AttemptResult.of(NOT_ACCEPTED), clock.instant());
    traces.current().failed(Causes.root(thrown).getClass().getName());
  }

  private void settle(
      EventDelivery delivery,
      @Nullable String url,
      @Nullable String retryAfter,
      AttemptResult attemptResult,
      Instant begun) {
    attemptResult.failureInTraces().ifPresent(traces.current()::failed);
    record(delivery, url, retryAfter, attemptResult, begun);
    inFlight.remove(delivery);
  }

  private void record(
      EventDelivery delivery,
      @Nullable String url,
      @Nullable String retryAfter,
      AttemptResult attemptResult,
      Instant begun) {
    var now = clock.instant();
    var deliveryAttempt = DeliveryAttempt.between(begun, now, attemptResult, url);
    var retryAt = ReceiverPause.until(retryAfter, now);
    var sent = url == null ? delivery : delivery.at(url);
    var next =
        attemptResult.next(
            sent, deliveryAttempt, retryAt, now, ThreadLocalRandom.current().nextDouble());
    if (!outbox.record(next, url, now)) {
      LOG.info("{}: lease lost; the result of the delivery is discarded", delivery.event().id());
      return;
    }
    pauseReceiver(next, retryAt.orElse(null));
    if (url != null) {
      pauseIfFailing(next, attemptResult, begun, now);
    }
    logResult(next, deliveryAttempt);
  }

  /**
   * Pauses the receiver if it sent Retry-After. The operator's endpoint pauses after every failure,
   * so that it is not tried with each waiting event.
   */
  private void pauseReceiver(EventDelivery delivery, @Nullable Instant retryAt) {
    var due = delivery.due();
    if (due != null && (retryAt != null || delivery.receiver().equals(Receiver.ENDPOINT))) {
      outbox.pauseReceiver(delivery, retryAt == null ? due : retryAt);
    }
  }

  private void pauseIfFailing(
      EventDelivery delivery, AttemptResult attemptResult, Instant begun, Instant now) {
    if (attemptResult.isFailureOfReceiver()) {
      outbox.pauseReceiver(delivery, failures.add(delivery, begun, now));
    } else {
      failures.remove(delivery);
    }
  }

  /** Lets running deliveries finish and starts no new ones. */
  @Override
  public void close() {
    threads.shutdown();
  }

  private static void logResult(EventDelivery delivery, DeliveryAttempt last) {
    var event = delivery.event();
    LOG.info(
        "{}: delivery for {} to {} is {}{}",
        event.id(),
        event.job(),
        delivery.receiver().name(),
        delivery.status().code(),
        last.failure() == null ? "" : ": " + last.failure());
  }
}
