package dev.reelway.event;

import dev.reelway.job.Job;
import dev.reelway.job.JobId;
import dev.reelway.job.JobState.Delivered;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The event that reports the end of a job. A job has at most one.
 *
 * @param id {@code evt_} and 32 hex digits, which sort by time
 * @param type one of {@link #TYPES}
 * @param licence the licence that owns the job
 * @param job the job's id
 * @param created when the end of the job was recorded
 * @param trace the context of the job's trace, or null
 */
public record Event(
    String id, String type, String licence, String job, Instant created, @Nullable String trace) {

  /** Without a trace. */
  Event(String id, String type, String licence, String job, Instant created) {
    this(id, type, licence, job, created, null);
  }

  /** All types of events. */
  public static final List<String> TYPES =
      List.of("video.completed", "video.failed", "image.completed", "image.failed");

  private static final Pattern ID = Pattern.compile("evt_[0-9a-f]{32}");

  /** Sorts before every event id, in any collation. */
  static final String FIRST = "evt_";

  /** Sorts after every event id, in any collation. */
  static final String LAST = "evt_g";

  /**
   * Of a job that has ended.
   *
   * @param now the time of its transaction. What an outage of the database has kept back for long
   *     must not come before events that were read meanwhile
   */
  static Event of(Job job, Instant now) {
    var word = job.state() instanceof Delivered ? "completed" : "failed";
    var id = JobId.next("evt", now.toEpochMilli());
    return new Event(
        id, job.order().kind() + "." + word, job.licence(), job.id(), now, job.history().trace());
  }

  /** An event for trying a receiver out: it looks like others, and is about no job. */
  static Event sample(String licence, String type, Instant now) {
    var job = "%s_%s".formatted(type.split("\\.")[0], "0".repeat(32));
    return new Event(JobId.next("evt", now.toEpochMilli()), type, licence, job, now);
  }

  /** Whether a text has the form of an event id. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }
}
