package dev.reelway.job;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which videos a list has: those that fit all of these.
 *
 * @param states the states, or none for any
 * @param model the model as ordered, with its suffixes, or null for any
 * @param metadata strings that the metadata of their orders has, by name
 */
public record VideoFilter(
    Set<JobState.Name> states, @Nullable String model, Map<String, String> metadata) {

  /** All videos. */
  public static final VideoFilter ALL = new VideoFilter(Set.of(), null, Map.of());

  public VideoFilter {
    states = Set.copyOf(states);
    metadata = Map.copyOf(metadata);
  }

  /** Whether it lets all videos through. */
  boolean isEmpty() {
    return equals(ALL);
  }
}
