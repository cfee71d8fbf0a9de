package dev.reelway.media;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that an upstream says it used for the images of one order, in the shape of OpenAI's
 * image API.
 *
 * @param inputDetails the tokens of the prompt and of its images, or null if they are not told
 *     apart
 * @param outputDetails the same for what was made
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TokenUsage(
    @JsonProperty("input_tokens") long input,
    @JsonProperty("output_tokens") long output,
    @JsonProperty("total_tokens") long total,
    @JsonProperty("input_tokens_details") @Nullable Split inputDetails,
    @JsonProperty("output_tokens_details") @Nullable Split outputDetails) {

  /** Tokens of texts and tokens of images. */
  public record Split(
      @JsonProperty("text_tokens") long text, @JsonProperty("image_tokens") long image) {

    static @Nullable Split of(JsonNode said) {
      var text = said.path("text_tokens");
      var image = said.path("image_tokens");
      return isCount(text) && isCount(image)
          ? new Split(text.longValue(), image.longValue())
          : null;
    }
  }

  /** Reads JSON with these names; null unless all three totals are whole numbers. */
  static @Nullable TokenUsage of(JsonNode said) {
    var input = said.path("input_tokens");
    var output = said.path("output_tokens");
    var total = said.path("total_tokens");
    return isCount(input) && isCount(output) && isCount(total)
        ? new TokenUsage(
            input.longValue(),
            output.longValue(),
            total.longValue(),
            Split.of(said.path("input_tokens_details")),
            Split.of(said.path("output_tokens_details")))
        : null;
  }

  private static boolean isCount(JsonNode number) {
    return number.isIntegralNumber() && number.canConvertToLong() && number.longValue() >= 0;
  }
}
