package dev.reelway.api;

import dev.reelway.job.JobState;
import dev.reelway.job.PromptWords;
import dev.reelway.job.VideoFilter;
import dev.reelway.order.Metadata;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The filters of a list of videos: {@code status}, see {@link StatusFilter}, {@code model} as
 * ordered, {@code metadata[key]=value}, {@code batch}, words of the {@code prompt}, and {@code
 * created_after} and {@code created_before}, as Unix seconds or in ISO 8601.
 */
final class VideoFilters {

  private static final Map<String, Set<JobState.Name>> STATUSES =
      Map.of(
          "queued", EnumSet.of(JobState.Name.QUEUED, JobState.Name.SUBMITTING),
          "in_progress", EnumSet.of(JobState.Name.RENDERING, JobState.Name.RENDERED),
          "completed", EnumSet.of(JobState.Name.DELIVERED),
          "failed", EnumSet.of(JobState.Name.FAILED));

  private static final Pattern BATCH = Pattern.compile("[A-Za-z0-9_-]{1,100}");
  private static final Pattern SECONDS = Pattern.compile("\\d{1,11}");
  private static final int LONGEST_PROMPT = 200;

  private VideoFilters() {}

  /** The parameters of the list; one that it does not have is refused. */
  static Parameters known(Parameters query) {
    return PageRequest.known(
        query, "batch", "created_after", "created_before", "metadata", "model", "prompt", "status");
  }

  /**
   * @param parameters those of the query string
   * @throws OrderRefused for an unknown status, for metadata that no order can have, and for what
   *     is no time, no batch's id or too long
   */
  static VideoFilter of(HttpServletRequest call, Parameters parameters) {
    return new VideoFilter(
        states(call),
        parameters.text("model"),
        Metadata.of(parameters),
        batch(parameters),
        words(parameters),
        time(parameters, "created_after"),
        time(parameters, "created_before"));
  }

  private static @Nullable String batch(Parameters parameters) {
    var batch = parameters.text("batch");
    if (batch != null && !BATCH.matcher(batch).matches()) {
      throw new OrderRefused("batch", "batch must be the id of a batch, such as batch of a video");
    }
    return batch;
  }

  private static PromptWords words(Parameters parameters) {
    var prompt = parameters.text("prompt");
    if (prompt != null && prompt.length() > LONGEST_PROMPT) {
      throw new OrderRefused(
          "prompt", "prompt must be at most %d characters long".formatted(LONGEST_PROMPT));
    }
    return prompt == null ? PromptWords.NONE : PromptWords.of(prompt);
  }

  private static @Nullable Instant time(Parameters parameters, String name) {
    var text = parameters.text(name);
    try {
      return text == null ? null : time(text.strip());
    } catch (DateTimeException malformed) {
      throw new OrderRefused(
          name,
          name + " must be a time in Unix seconds, or one like 2026-11-29 or 2026-11-29T12:00:00Z");
    }
  }

  private static Instant time(String text) {
    if (SECONDS.matcher(text).matches()) {
      return Instant.ofEpochSecond(Long.parseLong(text));
    }
    return text.contains("T")
        ? OffsetDateTime.parse(text).toInstant()
        : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static Set<JobState.Name> states(HttpServletRequest call) {
    var states = EnumSet.noneOf(JobState.Name.class);
    StatusFilter.of(call).forEach(status -> states.addAll(STATUSES.get(status)));
    return states;
  }
}
