package dev.reelway.job;

import dev.reelway.job.VideoChanges.Lately;
import dev.reelway.job.VideoFollower.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The followers of one licence's videos in this process, and what the ledger last said of these
 * videos: what is different at the next look, any process may have changed.
 */
final class VideoFeed {

  private static final int MOST_KNOWN = 20_000;

  /** A change is seen a little after its time. */
  private static final Duration MARGIN = Duration.ofSeconds(2);

  private final List<VideoFollower> followers = new CopyOnWriteArrayList<>();

  private final Map<String, VideoChanges.Change> known =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, VideoChanges.Change> eldest) {
          return size() > MOST_KNOWN;
        }
      };

  private Set<String> open = Set.of();
  private @Nullable Instant lastLook;

  VideoFeed with(VideoFollower one) {
    followers.add(one);
    return this;
  }

  /** The same feed, or null without followers. */
  @Nullable VideoFeed without(VideoFollower one) {
    followers.remove(one);
    return followers.isEmpty() ? null : this;
  }

  int followers() {
    return followers.size();
  }

  void publish(String id, Kind kind) {
    followers.forEach(one -> one.publish(id, kind));
  }

  /** When the ledger was looked at before: only then can something be different. */
  synchronized Optional<Instant> lastLook() {
    return Optional.ofNullable(lastLook);
  }

  /**
   * What the ledger says of the videos that may have changed.
   *
   * @param at when it was asked
   * @param since what was created later counts as new
   */
  record Look(Instant at, Instant since, Lately lately) {}

  /** Publishes what is different since the last look; or that some of it is not known. */
  synchronized void look(Look look) {
    var last = lastLook;
    boolean hasLooked = last != null;
    if (last != null && look.lately.complete().isAfter(last.minus(MARGIN))) {
      followers.forEach(VideoFollower::lose);
    }
    var firstNew = JobId.firstVideoAt(look.since);
    var now = new HashSet<String>();
    for (var change : look.lately.changes()) {
      var before = known.put(change.id(), change);
      if (change.isUnderWay()) {
        now.add(change.id());
      }
      if (hasLooked && !change.equals(before)) {
        publish(change.id(), kind(change, before, firstNew));
      }
    }
    open.stream().filter(id -> !now.contains(id)).forEach(id -> publish(id, Kind.CHANGED));
    open = now;
    lastLook = look.at;
  }

  private static Kind kind(
      VideoChanges.Change change, VideoChanges.@Nullable Change before, String firstNew) {
    if (change.deleted()) {
      return Kind.DELETED;
    }
    return before == null && change.id().compareTo(firstNew) >= 0 ? Kind.CREATED : Kind.CHANGED;
  }
}
