package dev.reelway.order;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The public models that an upstream renders.
 *
 * @param lengths by their names without suffixes, the length in seconds of a video whose order
 *     names none; a model whose targets have limits gets one of theirs
 */
public record RenderedModels(Map<String, Integer> lengths) {

  /** The length of a video whose order names none, where the model has no length of its own. */
  public static final int USUAL_LENGTH = 10;

  /** Their names without suffixes, sorted. */
  public Set<String> names() {
    return new TreeSet<>(lengths.keySet());
  }
}
