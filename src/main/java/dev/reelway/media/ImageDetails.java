package dev.reelway.media;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream says of the images that it made for one order. What it does not say, or says in
 * another way than OpenAI's image API, is null.
 *
 * @param usage the tokens that were used
 * @param background transparent or opaque
 * @param quality low, medium, high, xhigh or max
 * @param size width and height in pixels, as {@code WxH}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageDetails(
    @Nullable TokenUsage usage,
    @Nullable String background,
    @Nullable String quality,
    @Nullable String size) {

  private static final Set<String> BACKGROUNDS = Set.of("transparent", "opaque");
  private static final Set<String> QUALITIES = Set.of("low", "medium", "high", "xhigh", "max");
  private static final Pattern SIZE = Pattern.compile("[1-9]\\d{0,4}x[1-9]\\d{0,4}");

  /** Nothing is known. */
  public static final ImageDetails NONE = new ImageDetails(null, null, null, null);

  /** Reads JSON with these names. A value that is not allowed counts as absent. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static ImageDetails of(JsonNode said) {
    return new ImageDetails(
        TokenUsage.of(said.path("usage")),
        background(said.path("background").asText()),
        quality(said.path("quality").asText()),
        size(said.path("size").asText()));
  }

  /** The text if it says how a background is, or null. */
  public static @Nullable String background(@Nullable Object text) {
    return text instanceof String word && BACKGROUNDS.contains(word) ? word : null;
  }

  /** The text if it is a quality, or null. */
  public static @Nullable String quality(@Nullable Object text) {
    return text instanceof String word && QUALITIES.contains(word) ? word : null;
  }

  private static @Nullable String size(String text) {
    return SIZE.matcher(text).matches() ? text : null;
  }

  /** These details; null if nothing is known. */
  public @Nullable ImageDetails orNull() {
    return equals(NONE) ? null : this;
  }
}
