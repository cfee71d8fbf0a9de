package dev.reelway.job;

import dev.reelway.job.VideoFeed.Look;
import dev.reelway.job.VideoFollower.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Those who follow all videos of a licence in this process. They are told at once of what this
 * process changes, and of what others change when {@link #notifyOfOtherProcesses} looks.
 */
public final class VideoFeeds {

  /** How far a look goes back: clocks differ, and a commit is seen a little after its time. */
  private static final Duration OVERLAP = Duration.ofSeconds(10);

  /** Followers that were not told of what others change for longer than this begin anew. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final VideoChanges changes;
  private final Clock clock;
  private final ConcurrentHashMap<String, VideoFeed> byLicence = new ConcurrentHashMap<>();

  VideoFeeds(VideoChanges changes, Clock clock) {
    this.changes = changes;
    this.clock = clock;
  }

  /** Follows all videos of a licence: each change from now on. */
  public VideoFollower follow(String licence) {
    var follower = new VideoFollower(licence, clock.instant(), this);
    var feed =
        byLicence.compute(
            licence, (name, known) -> (known == null ? new VideoFeed() : known).with(follower));
    try {
      if (changes.isShared() && !feed.lastLook().isPresent()) {
        look(Set.of(licence));
      }
    } catch (RuntimeException e) {
      follower.close();
      throw e;
    }
    return follower;
  }

  /** How many follow the videos of a licence. */
  public int followers(String licence) {
    var feed = byLicence.get(licence);
    return feed == null ? 0 : feed.followers();
  }

  void forget(VideoFollower follower) {
    byLicence.computeIfPresent(follower.licence(), (name, feed) -> feed.without(follower));
  }

  void accepted(Job job) {
    publish(job, Kind.CREATED);
  }

  void changed(Job job) {
    publish(job, Kind.CHANGED);
  }

  void deleted(Job job) {
    publish(job, Kind.DELETED);
  }

  private void publish(Job job, Kind kind) {
    var feed = byLicence.get(job.licence());
    if (feed != null && JobId.isVideo(job.id())) {
      feed.publish(job.id(), kind);
    }
  }

  /** Notifies of changes that other processes have made, if the ledger is shared. */
  void notifyOfOtherProcesses() {
    if (changes.isShared() && !byLicence.isEmpty()) {
      look(Set.copyOf(byLicence.keySet()));
    }
  }

  private void look(Set<String> licences) {
    var now = clock.instant();
    var since = lastLook(licences, now).minus(OVERLAP);
    var lately = changes.since(licences, since);
    for (var licence : licences) {
      var feed = byLicence.get(licence);
      if (feed != null) {
        feed.look(new Look(now, since, Objects.requireNonNull(lately.get(licence))));
      }
    }
  }

  /** The earliest one, as each feed gets all that has changed since its own. */
  private Instant lastLook(Set<String> licences, Instant now) {
    return licences.stream()
        .flatMap(licence -> Stream.ofNullable(byLicence.get(licence)))
        .flatMap(feed -> feed.lastLook().stream())
        .filter(last -> !last.isBefore(now.minus(LONGEST)))
        .min(Comparator.naturalOrder())
        .orElse(now);
  }
}
