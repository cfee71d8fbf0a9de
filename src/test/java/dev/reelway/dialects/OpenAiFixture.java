package dev.reelway.dialects;

import static dev.reelway.dialects.Fields.oneOf;
import static dev.reelway.dialects.Fields.text;
import static dev.reelway.dialects.Fields.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** OpenAI: videos by forms only, images in base64 only, and no field that is not in its book. */
final class OpenAiFixture extends ImagesFixture {

  OpenAiFixture() throws IOException {}

  @Override
  String dialect() {
    return "openai";
  }

  @Override
  String model() {
    return "sora-2";
  }

  @Override
  String imageModel() {
    return "gpt-image-1";
  }

  @Override
  int seconds() {
    return 8;
  }

  @Override
  String refusalCode() {
    return "moderation_blocked";
  }

  @Override
  Fields order(boolean remix) {
    return remix
        ? new Fields(Map.of("prompt", PROMPT))
        : new Fields(
            Map.of(
                "model", oneOf(model()),
                "prompt", PROMPT,
                "size", oneOf("720x1280", "1280x720"),
                "seconds", oneOf("4", "8", "12")),
            Map.of("input_reference", FILE));
  }

  @Override
  Map<String, Predicate<JsonNode>> imageOrder(boolean edit) {
    var fields =
        new HashMap<String, Predicate<JsonNode>>(
            Map.of(
                "model", oneOf(imageModel()),
                "prompt", PROMPT,
                "size", oneOf("1024x1024", "1536x1024", "1024x1536", "auto"),
                "n", edit ? text("[1-9]|10") : whole(1, 10),
                "output_format", oneOf("png", "jpeg", "webp")));
    if (edit) {
      fields.put("image[]", FILE);
    }
    return fields;
  }

  @Override
  void describe(ObjectNode answer) {
    answer.put("background", "opaque").put("quality", "high").put("size", "1024x1024");
    answer
        .putObject("usage")
        .put("input_tokens", 5)
        .put("output_tokens", 7)
        .put("total_tokens", 12)
        .putObject("input_tokens_details")
        .put("text_tokens", 2)
        .put("image_tokens", 3);
  }

  @Override
  ObjectNode shownImage() {
    return Call.JSON
        .createObjectNode()
        .put("b64_json", Base64.getEncoder().encodeToString(image()));
  }
}
