package dev.reelway.job;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which videos a list has: those that fit all of these.
 *
 * @param states the states, or none for any
 * @param model the model as ordered, with its suffixes, or null for any
 * @param metadata strings that the metadata of their orders has, by name
 * @param batch the id of the batch that ordered them, or null for any
 * @param words what their prompts contain
 * @param createdFrom they were created at this time or later, or null for any time
 * @param createdBefore they were created before this time, or null for any time
 */
public record VideoFilter(
    Set<JobState.Name> states,
    @Nullable String model,
    Map<String, String> metadata,
    @Nullable String batch,
    PromptWords words,
    @Nullable Instant createdFrom,
    @Nullable Instant createdBefore) {

  /** All videos. */
  public static final VideoFilter ALL = new VideoFilter(Set.of(), null, Map.of());

  public VideoFilter {
    states = Set.copyOf(states);
    metadata = Map.copyOf(metadata);
  }

  /** Of any batch, prompt and time. */
  public VideoFilter(
      Set<JobState.Name> states, @Nullable String model, Map<String, String> metadata) {
    this(states, model, metadata, null, PromptWords.NONE, null, null);
  }

  /** Whether it lets all videos through, whatever their prompts, that were created in its time. */
  boolean isOfTimeOnly() {
    return states.isEmpty() && model == null && metadata.isEmpty() && batch == null;
  }

  /** Sorts before the ids of all videos that were created in its time, and after earlier ones. */
  String firstId() {
    return createdFrom == null ? JobId.FIRST_VIDEO : JobId.firstVideoAt(createdFrom);
  }

  /** Sorts after the ids of all videos that were created in its time, and before later ones. */
  String lastId() {
    return createdBefore == null ? JobId.LAST_VIDEO : JobId.firstVideoAt(createdBefore);
  }
}
