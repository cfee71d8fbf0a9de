package dev.reelway.job;

import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;

/**
 * An upstream that renders so many at once, each for as long, or takes so many in a minute, and
 * refuses all others with 429.
 */
final class BoundedUpstream {

  private final Duration render;
  private final @Nullable String retryAfter;
  private final Map<String, Instant> ends = new HashMap<>();
  private int tasks;
  private Instant minute = Instant.EPOCH;
  private int inMinute;
  int bound;
  int perMinute = Integer.MAX_VALUE;
  int accepted;
  int refused;
  long detections;
  private long late;

  BoundedUpstream(int bound, Duration render, @Nullable String retryAfter) {
    this.bound = bound;
    this.render = render;
    this.retryAfter = retryAfter;
  }

  Report submit(Instant now) throws HttpOperationFailedException {
    if (!now.truncatedTo(ChronoUnit.MINUTES).equals(minute)) {
      minute = now.truncatedTo(ChronoUnit.MINUTES);
      inMinute = 0;
    }
    boolean full = ends.values().stream().filter(end -> end.isAfter(now)).count() >= bound;
    if (full || inMinute >= perMinute) {
      refused++;
      var headers =
          retryAfter == null ? Map.<String, String>of() : Map.of("Retry-After", retryAfter);
      throw new HttpOperationFailedException(
          "http://127.0.0.1:1", 429, "busy", null, headers, "{}");
    }
    accepted++;
    inMinute++;
    var task = "task_" + tasks++;
    ends.put(task, now.plus(render));
    return report(task, Verdict.WORKING);
  }

  Report poll(String task, Instant now) {
    var end = ends.get(task);
    if (end == null || end.isAfter(now)) {
      return report(task, Verdict.WORKING);
    }
    ends.remove(task);
    detections++;
    late += Duration.between(end, now).toMillis();
    return report(task, Verdict.DONE);
  }

  /** Forgets what was counted so far. */
  void startCounting() {
    accepted = 0;
    refused = 0;
    detections = 0;
    late = 0;
  }

  /** How many seconds after its end a render was found to have ended, on average. */
  double meanDetection() {
    return late / 1000.0 / Math.max(1, detections);
  }

  private static Report report(String task, Verdict verdict) {
    return new Report(task, verdict, null, null, List.of());
  }
}
