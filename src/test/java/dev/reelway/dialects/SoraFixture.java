package dev.reelway.dialects;

import static dev.reelway.dialects.Fields.oneOf;
import static dev.reelway.dialects.Fields.text;
import static dev.reelway.dialects.Fields.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The seed's own: JSON, and forms where there are files; images at links of somebody else; videos
 * under their task, whatever link is named too, and no thumbnail for who asks for one.
 */
final class SoraFixture extends ImagesFixture {

  private static final String THUMBNAIL = "variant=thumbnail";

  private static final Predicate<JsonNode> SOUND =
      new Fields(Map.of("file", text("audio-.+\\.wav"), "type", oneOf("audio/wav")))::fit;

  SoraFixture() throws IOException {}

  @Override
  String dialect() {
    return "sora";
  }

  @Override
  String model() {
    return "sora_video2";
  }

  @Override
  String imageModel() {
    return "sora_image";
  }

  @Override
  int seconds() {
    return 10;
  }

  @Override
  String refusalCode() {
    return "content_policy_violation";
  }

  @Override
  boolean knowsQuery(Call call) {
    return super.knowsQuery(call) || wanted(call) != null && call.query().equals(THUMBNAIL);
  }

  /** Instead of a thumbnail comes the video, or where downloads are cut an image that always is. */
  @Override
  Reply video(Call call, String task) {
    boolean cut = fault() == Fault.CUT && call.query().equals(THUMBNAIL);
    return cut ? Reply.HALF_A_IMAGE : Reply.VIDEO;
  }

  @Override
  String link(String task) {
    return "https://videos.example/" + task + ".mp4";
  }

  /** Both will do; only a form can bring a file. */
  @Override
  boolean isForm(Call order) {
    return order.isForm();
  }

  @Override
  Fields order(boolean remix) {
    return new Fields(
        Map.of(
            "model", oneOf(model()),
            "prompt", PROMPT,
            "size", text("\\d+x\\d+"),
            "seconds", oneOf("10", "15", "25")),
        remix ? Map.of() : Map.of("input_reference", FILE, "reference_audio", SOUND));
  }

  @Override
  Map<String, Predicate<JsonNode>> imageOrder(boolean edit) {
    var fields =
        new HashMap<String, Predicate<JsonNode>>(
            Map.of(
                "model", oneOf(imageModel()),
                "prompt", PROMPT,
                "size", text("\\d+x\\d+"),
                "n", edit ? text("[1-4]") : whole(1, 4),
                "response_format", oneOf("url"),
                "output_format", oneOf("png", "jpeg", "webp")));
    if (edit) {
      fields.put("image", FILE);
    }
    return fields;
  }

  @Override
  ObjectNode shownImage() {
    return Call.JSON.createObjectNode().put("url", cdn().link("image.png", image()));
  }
}
