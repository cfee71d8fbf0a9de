package dev.reelway.event;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way to one receiver. A letter never changes: each attempt answers the next one.
 *
 * @param target who may be slow or away without holding others up
 * @param url where a webhook is, or null for the endpoint
 * @param tries how often it was tried in vain since it was written, or replayed
 * @param due when it wants attention next, or null once it has ended
 * @param fence grows with every claim; a note with an older one does not count
 * @param log the latest attempts, the oldest of them first
 */
public record Letter(
    Event event,
    Receiver receiver,
    String target,
    @Nullable String url,
    Status status,
    int tries,
    @Nullable Instant due,
    long fence,
    List<Attempt> log) {

  private static final int LOGGED = 30;

  public Letter {
    log = List.copyOf(log);
  }

  /** How far a letter has come. */
  public enum Status {
    WAITING,
    DELIVERED,
    FAILED,

    /** Its receiver has said that it is gone for good. */
    OFF;

    /** As the ledger and the API spell it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Status read(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }

  static Letter to(Receiver receiver, Event event, String target, @Nullable String url) {
    return new Letter(
        event, receiver, target, url, Status.WAITING, 0, event.created(), 0, List.of());
  }

  Letter delivered(Attempt last) {
    return tried(Status.DELIVERED, last, null);
  }

  /** The receiver wants nothing any more. */
  Letter off(Attempt last) {
    return tried(Status.OFF, last, null);
  }

  Letter postponed(Attempt last, Instant next) {
    return tried(Status.WAITING, last, next);
  }

  Letter failed(Attempt last) {
    return tried(Status.FAILED, last, null);
  }

  private Letter tried(Status next, Attempt last, @Nullable Instant when) {
    var all = Stream.concat(log.stream(), Stream.of(last)).toList();
    var latest = all.subList(Math.max(0, all.size() - LOGGED), all.size());
    return new Letter(event, receiver, target, url, next, tries + 1, when, fence, latest);
  }
}
