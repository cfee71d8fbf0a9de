package dev.reelway.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Follows the videos of a licence. It holds the ids of those that have changed since they were last
 * taken, once each: whoever is slow misses states in between, and sees the latest one.
 */
public final class VideoFollower implements AutoCloseable {

  /** More changes than these are not held for one who does not take them. */
  private static final int MOST = 100_000;

  private final String licence;
  private final Instant since;
  private final VideoFeeds feeds;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final Map<String, Kind> changes = new LinkedHashMap<>();
  private boolean hasLost;
  private boolean isWoken;

  /**
   * @param since when it began: whatever was ordered later is new to it
   */
  VideoFollower(String licence, Instant since, VideoFeeds feeds) {
    this.since = since;
    this.licence = licence;
    this.feeds = feeds;
  }

  /** What has happened to a video; of two, the later one in this list counts. */
  public enum Kind {
    CHANGED,
    CREATED,
    DELETED
  }

  /** What has happened to the video of this id. */
  public record Change(String id, Kind kind) {}

  String licence() {
    return licence;
  }

  /** When it began. */
  public Instant since() {
    return since;
  }

  void publish(String id, Kind kind) {
    lock.lock();
    try {
      changes.merge(id, kind, (one, other) -> one.compareTo(other) < 0 ? other : one);
      if (changes.size() > MOST) {
        lose();
      }
      news.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Some changes cannot be told: it gets no further ones. */
  void lose() {
    lock.lock();
    try {
      changes.clear();
      hasLost = true;
      wake();
    } finally {
      lock.unlock();
    }
  }

  /** Publishes changes again that could not be passed on. */
  public void publishAgain(List<Change> some) {
    some.forEach(change -> publish(change.id(), change.kind()));
  }

  /** Ends the wait: {@link #next} returns at once. */
  public void wake() {
    lock.lock();
    try {
      isWoken = true;
      news.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes the changes, the earliest first; none if there is none within this time.
   *
   * @param most how many are taken at once
   */
  public List<Change> next(Duration patience, int most) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = patience.toNanos();
      while (changes.isEmpty() && !isWoken && left > 0) {
        left = news.awaitNanos(left);
      }
      isWoken = false;
      return taken(most);
    } finally {
      lock.unlock();
    }
  }

  private List<Change> taken(int most) {
    var taken = new ArrayList<Change>();
    var entries = changes.entrySet().iterator();
    while (entries.hasNext() && taken.size() < most) {
      var one = entries.next();
      taken.add(new Change(one.getKey(), one.getValue()));
      entries.remove();
    }
    return taken;
  }

  /** Whether changes were lost: they were not taken, or other nodes made too many at once. */
  public boolean hasLost() {
    lock.lock();
    try {
      return hasLost;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    feeds.forget(this);
  }
}
