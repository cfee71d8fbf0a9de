package dev.reelway.api;

import dev.reelway.api.chat.ClientDisconnected;
import dev.reelway.api.chat.EventStreamWriter;
import dev.reelway.job.Job;
import dev.reelway.job.JobState;
import dev.reelway.job.VideoFollower.Change;
import dev.reelway.job.VideoFollower.Kind;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes changes of videos as events, except those that the caller has been told of. */
final class VideoFeedEvents {

  private static final int MOST_TOLD = 10_000;

  private final EventStreamWriter events;
  private final Function<Job, VideoObject> view;
  private final Instant since;

  private final Map<String, Told> told =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Told> eldest) {
          return size() > MOST_TOLD;
        }
      };

  /** What a caller has been told of a video, as far as it changes. */
  private record Told(JobState.Name state, int progress, int attempts, @Nullable String cause) {

    static Told of(Job job) {
      return new Told(
          job.state().name(), job.state().progress(), job.attempts(), job.history().lastCause());
    }
  }

  /**
   * @param since what was ordered later is new to the caller, even if a worker of this node has
   *     changed it before the node has learned of its order from the ledger
   */
  VideoFeedEvents(EventStreamWriter events, Function<Job, VideoObject> view, Instant since) {
    this.since = since;
    this.events = events;
    this.view = view;
  }

  /**
   * @param jobs the videos as they are now; those that are missing are deleted
   */
  void send(List<Change> changes, List<Job> jobs) throws ClientDisconnected {
    var byId = jobs.stream().collect(Collectors.toMap(Job::id, Function.identity()));
    for (var change : changes) {
      var job = byId.get(change.id());
      if (change.kind() == Kind.DELETED) {
        deleted(change.id());
      } else if (job != null) {
        changed(job, change.kind());
      }
    }
  }

  private void deleted(String id) throws ClientDisconnected {
    told.remove(id);
    events.event("video.deleted", JsonBody.text(ApiResponses.Deleted.ofVideo(id)));
  }

  private void changed(Job job, Kind kind) throws ClientDisconnected {
    var now = Told.of(job);
    var before = told.put(job.id(), now);
    if (now.equals(before)) {
      return;
    }
    var video = view.apply(job);
    var text = JsonBody.text(video);
    boolean isNew = before == null && (kind == Kind.CREATED || !job.created().isBefore(since));
    if (isNew) {
      events.event("video.created", text);
    }
    // A video may have ended before it is seen for the first time.
    if (!isNew || !video.status().equals("queued")) {
      events.event("video." + video.status(), text);
    }
  }
}
