package dev.reelway.event;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The delivery of an event to one receiver. It is immutable: each attempt answers a new value.
 *
 * @param target the unit that concurrency is limited by: licence and host of a webhook, or the
 *     endpoint
 * @param url the URL of a webhook, or null for the endpoint
 * @param attempts the number of attempts since it was created or replayed
 * @param due when the next attempt, or while one runs its lease, is due; null once it has ended
 * @param fence grows with every claim; a record with an older fence is rejected
 * @param log the latest attempts, at most 30, oldest first
 */
public record EventDelivery(
    Event event,
    Receiver receiver,
    String target,
    @Nullable String url,
    DeliveryStatus status,
    int attempts,
    @Nullable Instant due,
    long fence,
    List<DeliveryAttempt> log) {

  private static final int LOGGED = 30;

  public EventDelivery {
    log = List.copyOf(log);
  }

  /** The state of a delivery. */
  public enum DeliveryStatus {
    WAITING,
    DELIVERED,
    FAILED,

    /**
     * The receiver has answered 410 Gone, or is a webhook that was disabled, deleted or removed, or
     * one of a licence that is not in force.
     */
    OFF;

    /** The spelling in the ledger and the API. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** A word that only another version knows says no more than whether an attempt is due. */
    static DeliveryStatus read(String word, boolean isDue) {
      return Stream.of(values())
          .filter(status -> status.code().equals(word))
          .findFirst()
          .orElse(isDue ? WAITING : FAILED);
    }
  }

  static EventDelivery to(Receiver receiver, Event event, String target, @Nullable String url) {
    return new EventDelivery(
        event, receiver, target, url, DeliveryStatus.WAITING, 0, event.created(), 0, List.of());
  }

  /** The same for a receiver that gets nothing now. */
  EventDelivery off() {
    return new EventDelivery(
        event, receiver, target, url, DeliveryStatus.OFF, attempts, null, fence, log);
  }

  EventDelivery delivered(DeliveryAttempt last) {
    return tried(DeliveryStatus.DELIVERED, last, null);
  }

  /** The receiver is gone for good. */
  EventDelivery switchedOff(DeliveryAttempt last) {
    return tried(DeliveryStatus.OFF, last, null);
  }

  /** The same to another URL. */
  EventDelivery at(String now) {
    return new EventDelivery(
        event,
        receiver,
        Receivers.target(event.licence(), now),
        now,
        status,
        attempts,
        due,
        fence,
        log);
  }

  /** The same, which is due again after what was tried. */
  EventDelivery again(Instant when) {
    return new EventDelivery(
        event, receiver, target, url, DeliveryStatus.WAITING, attempts, when, fence, log);
  }

  EventDelivery postponed(DeliveryAttempt last, Instant next) {
    return tried(DeliveryStatus.WAITING, last, next);
  }

  EventDelivery failed(DeliveryAttempt last) {
    return tried(DeliveryStatus.FAILED, last, null);
  }

  /** Nothing was sent; the log says why once. */
  EventDelivery withheld(DeliveryAttempt last, Instant next) {
    boolean isLogged = !log.isEmpty() && Objects.equals(log.getLast().failure(), last.failure());
    return new EventDelivery(
        event,
        receiver,
        target,
        url,
        DeliveryStatus.WAITING,
        attempts,
        next,
        fence,
        isLogged ? log : logWith(last));
  }

  private EventDelivery tried(DeliveryStatus next, DeliveryAttempt last, @Nullable Instant when) {
    return new EventDelivery(
        event, receiver, target, url, next, attempts + 1, when, fence, logWith(last));
  }

  private List<DeliveryAttempt> logWith(DeliveryAttempt last) {
    var all = Stream.concat(log.stream(), Stream.of(last)).toList();
    return all.subList(Math.max(0, all.size() - LOGGED), all.size());
  }
}
