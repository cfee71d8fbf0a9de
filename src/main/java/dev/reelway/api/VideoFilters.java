package dev.reelway.api;

import dev.reelway.job.JobState;
import dev.reelway.job.VideoFilter;
import dev.reelway.order.Metadata;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import jakarta.servlet.http.HttpServletRequest;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The filters of a list of videos: {@code status}, several by repetition or with commas, {@code
 * model} as ordered, and {@code metadata[key]=value}.
 */
final class VideoFilters {

  private static final Map<String, Set<JobState.Name>> STATUSES =
      Map.of(
          "queued", EnumSet.of(JobState.Name.QUEUED, JobState.Name.SUBMITTING),
          "in_progress", EnumSet.of(JobState.Name.RENDERING, JobState.Name.RENDERED),
          "completed", EnumSet.of(JobState.Name.DELIVERED),
          "failed", EnumSet.of(JobState.Name.FAILED));

  private static final String ALLOWED = "queued, in_progress, completed, failed";

  private VideoFilters() {}

  /**
   * @param parameters those of the query string
   * @throws OrderRefused for an unknown status, and for metadata that no order can have
   */
  static VideoFilter of(HttpServletRequest call, Parameters parameters) {
    return new VideoFilter(states(call), parameters.text("model"), Metadata.of(parameters));
  }

  private static Set<JobState.Name> states(HttpServletRequest call) {
    var states = EnumSet.noneOf(JobState.Name.class);
    Stream.of("status", "status[]")
        .map(call::getParameterValues)
        .flatMap(values -> values == null ? Stream.of() : Stream.of(values))
        .flatMap(value -> Stream.of(value.split(",")))
        .map(String::strip)
        .filter(status -> !status.isEmpty())
        .forEach(status -> states.addAll(states(status)));
    return states;
  }

  private static Set<JobState.Name> states(String status) {
    var states = STATUSES.get(status);
    if (states == null) {
      throw new OrderRefused("status", "status must be one or more of " + ALLOWED);
    }
    return states;
  }
}
