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
 * Carries letters to their receivers, and notes what came of it: each on a thread and an exchange
 * of its own, and however that ends, the letter is settled and its receiver free for the next one.
 */
public final class Postman implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.events");
  private static final String NO_WEBHOOK = "The licence has no webhook any more.";
  private static final String NO_ENDPOINT = "No endpoint for events is configured any more.";
  private static final String NOT_TAKEN = "The endpoint has not taken it.";
  private static final String NOT_SENT = "An internal error kept it from being sent.";

  /** Beyond the time that a receiver has. */
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private final Outbox outbox;
  private final Receivers receivers;
  private final SigningKeys keys;
  private final Caller caller;
  private final Function<String, Object> jobs;
  private final RouteStarter routes;
  private final Hands hands;
  private final Set<Letter> underWay = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Duration lease;
  private final Clock clock;

  /**
   * What a postman goes by.
   *
   * @param atOnce how many letters may be under way to one target
   * @param timeout how long a receiver may take
   * @param jobs answers a job as the API shows it, by its id
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
    this.hands = new Hands(terms.atOnce());
    this.lease = terms.timeout().plus(MARGIN);
    this.clock = clock;
  }

  /** Claims the letters that are due, some for each target, and starts a thread for each. */
  public void start() {
    claim().forEach(this::start);
  }

  private void start(Letter letter) {
    underWay.add(letter);
    try {
      threads.execute(() -> carry(letter));
    } catch (RejectedExecutionException closing) {
      end(letter);
    }
  }

  private void carry(Letter letter) {
    try {
      if (receivers.isKnown(letter)) {
        routes.run("letters-carry", "letter", letter);
      } else {
        settle(letter, null, null, Outcome.last(NO_ENDPOINT), clock.instant());
      }
    } catch (RuntimeException e) {
      LOG.error("{} could not be carried", letter.event().id(), e);
    } finally {
      end(letter);
    }
  }

  /** What nobody has settled is tried again like any letter that did not arrive. */
  private void end(Letter letter) {
    try {
      if (underWay.contains(letter)) {
        settle(letter, null, null, Outcome.of(NOT_SENT), clock.instant());
      }
    } catch (RuntimeException e) {
      LOG.warn("The lease of {} runs out by itself: {}", letter.event().id(), e.toString());
    } finally {
      underWay.remove(letter);
      hands.giveBack(letter.target());
      outbox.nudge();
    }
  }

  /** Claims as many due letters for each target as it has free hands. */
  List<Letter> claim() {
    var now = clock.instant();
    var free = hands.free(outbox.dueTargets(now));
    if (free.isEmpty()) {
      return List.of();
    }
    var letters = outbox.claim(free, now, lease);
    letters.forEach(letter -> hands.take(letter.target()));
    return letters;
  }

  /** Posts a letter to a webhook. */
  public void post(Letter letter) {
    var begun = clock.instant();
    var url = receivers.url(letter).orElse(null);
    if (url == null) {
      settle(letter, null, null, Outcome.of(NO_WEBHOOK), begun);
      return;
    }
    try {
      var answer = caller.post(url, headers(letter, begun), body(letter));
      settle(letter, url, answer.retryAfter(), Outcome.of(answer.status()), begun);
    } catch (CallFailed failed) {
      settle(letter, url, null, Outcome.of(failed.sentence()), begun);
    }
  }

  private Map<String, String> headers(Letter letter, Instant now) {
    var event = letter.event();
    long timestamp = now.getEpochSecond();
    return Map.of(
        "webhook-id", event.id(),
        "webhook-timestamp", Long.toString(timestamp),
        "webhook-signature",
            keys.signature(event.licence(), event.id(), timestamp, Wire.json(event)));
  }

  private static byte[] body(Letter letter) {
    return Wire.json(letter.event()).getBytes(StandardCharsets.UTF_8);
  }

  /** What the operator's endpoint is told: the event with the whole job. */
  public String whole(Letter letter) {
    return Wire.json(letter.event(), jobs.apply(letter.event().job()));
  }

  /** The operator's endpoint has taken a letter. */
  public void taken(Letter letter) {
    settle(letter, null, null, Outcome.ARRIVED, clock.instant());
  }

  /** The operator's endpoint has not taken a letter: none is brought there for a while. */
  public void refused(Letter letter, Throwable thrown) {
    LOG.debug("{} was not taken", letter.event().id(), thrown);
    settle(letter, null, null, Outcome.of(NOT_TAKEN), clock.instant());
  }

  private void settle(
      Letter letter,
      @Nullable String url,
      @Nullable String retryAfter,
      Outcome came,
      Instant begun) {
    note(letter, url, retryAfter, came, begun);
    underWay.remove(letter);
  }

  private void note(
      Letter letter,
      @Nullable String url,
      @Nullable String retryAfter,
      Outcome came,
      Instant begun) {
    var now = clock.instant();
    var attempt = Attempt.between(begun, now, came.status(), came.problem());
    var asked = Pause.until(retryAfter, now);
    var next = came.next(letter, attempt, asked, now, ThreadLocalRandom.current().nextDouble());
    if (!outbox.note(next, url, now)) {
      LOG.info("{} is in other hands by now", letter.event().id());
      return;
    }
    restIfAsked(next, asked.orElse(null));
    told(next, attempt);
  }

  /** Who asks to be left alone is, and an endpoint that is away is not tried with each letter. */
  private void restIfAsked(Letter letter, @Nullable Instant asked) {
    var due = letter.due();
    if (due != null && (asked != null || letter.receiver() == Receiver.ENDPOINT)) {
      outbox.rest(letter, asked == null ? due : asked);
    }
  }

  /** What is under way is finished; nothing is started any more. */
  @Override
  public void close() {
    threads.shutdown();
  }

  private static void told(Letter letter, Attempt last) {
    var event = letter.event();
    LOG.info(
        "{} of {} to {} is {}{}",
        event.id(),
        event.job(),
        letter.receiver().word(),
        letter.status().word(),
        last.problem() == null ? "" : ": " + last.problem());
  }
}
