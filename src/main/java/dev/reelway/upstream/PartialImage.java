package dev.reelway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.media.ImageDetails;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An unfinished image that an upstream has sent while it renders.
 *
 * @param number which of the unfinished images of the same image it is, from 0
 * @param base64 its bytes
 * @param format png, jpeg or webp, or null if the upstream does not say it
 * @param details what the upstream says of it
 */
public record PartialImage(
    int number, String base64, @Nullable String format, ImageDetails details) {

  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]+={0,2}");
  private static final Pattern FORMAT = Pattern.compile("png|jpeg|webp");

  /** The image of an event in the shape of OpenAI's image API; null if it holds none. */
  static @Nullable PartialImage of(JsonNode event) {
    var base64 = event.path("b64_json").asText();
    var format = event.path("output_format").asText();
    return BASE64.matcher(base64).matches()
        ? new PartialImage(
            Math.max(0, event.path("partial_image_index").asInt()),
            base64,
            FORMAT.matcher(format).matches() ? format : null,
            ImageDetails.of(event))
        : null;
  }
}
