package dev.reelway.job;

import dev.reelway.job.VideoFollower.Kind;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The followers of one licence's videos in this process, and what the ledger last said of these
 * videos: what is different at the next look, any process may have changed.
 */
final class VideoFeed {

  private static final int MOST_KNOWN = 20_000;

  private final List<VideoFollower> followers = new CopyOnWriteArrayList<>();

  private final Map<String, VideoChanges.Change> known =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, VideoChanges.Change> eldest) {
          return size() > MOST_KNOWN;
        }
      };

  private Set<String> open = Set.of();
  private boolean hasLooked;

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

  /** Whether the ledger was looked at before: only then can something be different. */
  synchronized boolean hasLooked() {
    return hasLooked;
  }

  /**
   * Publishes what is different since the last look.
   *
   * @param changes what the ledger says now of the videos that may have changed
   * @param firstNew the least id of a video that counts as created lately
   */
  synchronized void look(List<VideoChanges.Change> changes, String firstNew) {
    var now = new HashSet<String>();
    for (var change : changes) {
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
    hasLooked = true;
  }

  private static Kind kind(
      VideoChanges.Change change, VideoChanges.@Nullable Change before, String firstNew) {
    if (change.deleted()) {
      return Kind.DELETED;
    }
    return before == null && change.id().compareTo(firstNew) >= 0 ? Kind.CREATED : Kind.CHANGED;
  }
}
