package dev.reelway.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Those that have the shape of OpenAI's images too, which come within the answer to an order. */
abstract class ImagesFixture extends VideosFixture {

  private static final String GENERATIONS = "/v1/images/generations";
  private static final String EDITS = "/v1/images/edits";

  private boolean spoilt;

  ImagesFixture() throws IOException {}

  /** Has the last of several images be none from now on. */
  void spoilsTheLast() {
    spoilt = true;
  }

  /** What an order of images must say, and one that starts from another image. */
  abstract Map<String, Predicate<JsonNode>> imageOrder(boolean edit);

  /** An image as the answer shows it. */
  abstract ObjectNode shownImage();

  /** What the answer says besides the images. */
  void describe(ObjectNode answer) {}

  private static boolean isOfImages(Call call) {
    return call.path().equals(GENERATIONS) || call.path().equals(EDITS);
  }

  @Override
  boolean isOrder(Call call) {
    return super.isOrder(call) || call.method().equals("POST") && isOfImages(call);
  }

  @Override
  boolean isForm(Call order) {
    return super.isForm(order) && !order.path().equals(GENERATIONS);
  }

  @Override
  Stream<String> wrong(Call call) {
    return isOfImages(call)
        ? new Fields(imageOrder(call.path().equals(EDITS))).wrongIn(call.said())
        : super.wrong(call);
  }

  @Override
  @Nullable Reply images(Call order) {
    if (!isOfImages(order)) {
      return null;
    }
    var answer = Call.JSON.createObjectNode().put("created", 1_790_000_000);
    var data = answer.putArray("data");
    int n = order.said().path("n").asInt();
    for (int i = 0; i < n; i++) {
      if (spoilt && i == n - 1) {
        paints("no image".getBytes(StandardCharsets.US_ASCII));
      }
      data.add(shownImage());
    }
    describe(answer);
    return Reply.json(200, answer.toString());
  }
}
