package dev.reelway.event;

import dev.reelway.job.RouteStarter;
import dev.reelway.media.CallFailed;
import dev.reelway.media.Caller;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
public final class Postman implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.events");
  private static final String NO_WEBHOOK = "The licence no longer has a webhook.";
  private static final String NO_ENDPOINT =
      "No endpoint for events is configured (reelway.events.to).";
  private static final String NOT_ACCEPTED = "The endpoint did not accept the event.";
  private static final String NOT_SENT = "The event was not sent because of an internal error.";

  /** What a lease lasts beyond the timeout of a receiver. */
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private final Outbox outbox;
  private final Receivers receivers;
  private final SigningKeys keys;
  private final Caller caller;
  private final Function<String, Object> jobs;
  private final RouteStarter routes;
  private final Hands limiter;
  private final Set<Letter> inFlight = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Duration lease;
  private final Clock clock;

  /**
   * Limits and sources of the dispatcher.
   *
   * @param atOnce the maximum number of concurrent deliveries to one target
   * @param timeout how long a receiver may take to answer
   * @param jobs answers the API representation of a job by its id
   */
  public record Terms(int atOnce, Duration timeout, Function<String, Object> jobs) {}

  Postman(
      Outbox outbox,
      Receivers receivers,
      SigningKeys keys,
      Caller caller,
      Terms terms,
      RouteStarter routes,
      Clock clock) {
    this.outbox = outbox;
    this.receivers = receivers;
    this.keys = keys;
    this.caller = caller;
    this.jobs = terms.jobs();
    this.routes = routes;
    this.limiter = new Hands(terms.atOnce());
    this.lease = terms.timeout().plus(MARGIN);
    this.clock = clock;
  }

  /** Claims due deliveries of each target within the limits and starts a thread for each. */
  public void start() {
    claim().forEach(this::start);
  }

  private void start(Letter delivery) {
    inFlight.add(delivery);
    try {
      threads.execute(() -> deliver(delivery));
    } catch (RejectedExecutionException closing) {
      end(delivery);
    }
  }

  private void deliver(Letter delivery) {
    try {
      if (receivers.isKnown(delivery)) {
        routes.run("letters-carry", "letter", delivery);
      } else {
        settle(delivery, null, null, Outcome.last(NO_ENDPOINT), clock.instant());
      }
    } catch (RuntimeException e) {
      LOG.error("{} could not be delivered", delivery.event().id(), e);
    } finally {
      end(delivery);
    }
  }

  /** A delivery without a recorded result is retried like a failed one. */
  private void end(Letter delivery) {
    try {
      if (inFlight.contains(delivery)) {
        settle(delivery, null, null, Outcome.of(NOT_SENT), clock.instant());
      }
    } catch (RuntimeException e) {
      LOG.warn(
          "The result of {} could not be recorded; it is retried when its lease expires: {}",
          delivery.event().id(),
          e.toString());
    } finally {
      inFlight.remove(delivery);
      limiter.giveBack(delivery.target());
      outbox.nudge();
    }
  }

  /** Claims as many due deliveries of each target as its limit allows. */
  List<Letter> claim() {
    var now = clock.instant();
    var free = limiter.free(outbox.dueTargets(now));
    if (free.isEmpty()) {
      return List.of();
    }
    var deliveries = outbox.claim(free, now, lease);
    deliveries.forEach(delivery -> limiter.take(delivery.target()));
    return deliveries;
  }

  /** Posts an event to a webhook and records the result. */
  public void post(Letter delivery) {
    var begun = clock.instant();
    var url = receivers.url(delivery).orElse(null);
    if (url == null) {
      settle(delivery, null, null, Outcome.of(NO_WEBHOOK), begun);
      return;
    }
    try {
      var answer = caller.post(url, headers(delivery, begun), body(delivery));
      settle(delivery, url, answer.retryAfter(), Outcome.of(answer.status()), begun);
    } catch (CallFailed failed) {
      settle(delivery, url, null, Outcome.of(failed.sentence()), begun);
    }
  }

  private Map<String, String> headers(Letter delivery, Instant now) {
    var event = delivery.event();
    long timestamp = now.getEpochSecond();
    return Map.of(
        "webhook-id", event.id(),
        "webhook-timestamp", Long.toString(timestamp),
        "webhook-signature",
            keys.signature(event.licence(), event.id(), timestamp, Wire.json(event)));
  }

  private static byte[] body(Letter delivery) {
    return Wire.json(delivery.event()).getBytes(StandardCharsets.UTF_8);
  }

  /** The JSON body for the operator's endpoint: the event with the whole job. */
  public String whole(Letter delivery) {
    return Wire.json(delivery.event(), jobs.apply(delivery.event().job()));
  }

  /** Records that the operator's endpoint has accepted the event. */
  public void taken(Letter delivery) {
    settle(delivery, null, null, Outcome.ARRIVED, clock.instant());
  }

  /**
   * Records that the operator's endpoint has not accepted the event; deliveries to it pause for a
   * while.
   */
  public void refused(Letter delivery, Throwable thrown) {
    LOG.debug("{} was not accepted by the endpoint", delivery.event().id(), thrown);
    settle(delivery, null, null, Outcome.of(NOT_ACCEPTED), clock.instant());
  }

  private void settle(
      Letter delivery,
      @Nullable String url,
      @Nullable String retryAfter,
      Outcome outcome,
      Instant begun) {
    record(delivery, url, retryAfter, outcome, begun);
    inFlight.remove(delivery);
  }

  private void record(
      Letter delivery,
      @Nullable String url,
      @Nullable String retryAfter,
      Outcome outcome,
      Instant begun) {
    var now = clock.instant();
    var attempt = Attempt.between(begun, now, outcome.status(), outcome.problem());
    var retryAt = Pause.until(retryAfter, now);
    var next =
        outcome.next(delivery, attempt, retryAt, now, ThreadLocalRandom.current().nextDouble());
    if (!outbox.note(next, url, now)) {
      LOG.info("{}: lease lost; the result of the delivery is discarded", delivery.event().id());
      return;
    }
    pauseReceiver(next, retryAt.orElse(null));
    logResult(next, attempt);
  }

  /**
   * Pauses the receiver if it sent Retry-After. The operator's endpoint pauses after every failure,
   * so that it is not tried with each waiting event.
   */
  private void pauseReceiver(Letter delivery, @Nullable Instant retryAt) {
    var due = delivery.due();
    if (due != null && (retryAt != null || delivery.receiver() == Receiver.ENDPOINT)) {
      outbox.rest(delivery, retryAt == null ? due : retryAt);
    }
  }

  /** Lets running deliveries finish and starts no new ones. */
  @Override
  public void close() {
    threads.shutdown();
  }

  private static void logResult(Letter delivery, Attempt last) {
    var event = delivery.event();
    LOG.info(
        "{}: delivery for {} to {} is {}{}",
        event.id(),
        event.job(),
        delivery.receiver().word(),
        delivery.status().word(),
        last.problem() == null ? "" : ": " + last.problem());
  }
}
