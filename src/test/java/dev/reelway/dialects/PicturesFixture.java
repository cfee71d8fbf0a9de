package dev.reelway.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Those that have the shape of OpenAI's pictures too, which come within the answer to an order. */
abstract class PicturesFixture extends VideosFixture {

  private static final String GENERATIONS = "/v1/images/generations";
  private static final String EDITS = "/v1/images/edits";

  PicturesFixture() throws IOException {}

  /** What an order of pictures must say, and one that starts from another picture. */
  abstract Map<String, Predicate<JsonNode>> pictureOrder(boolean edit);

  /** A picture as the answer shows it. */
  abstract ObjectNode shownPicture();

  private static boolean isOfPictures(Call call) {
    return call.path().equals(GENERATIONS) || call.path().equals(EDITS);
  }

  @Override
  boolean isOrder(Call call) {
    return super.isOrder(call) || call.method().equals("POST") && isOfPictures(call);
  }

  @Override
  boolean isForm(Call order) {
    return super.isForm(order) && !order.path().equals(GENERATIONS);
  }

  @Override
  Stream<String> wrong(Call call) {
    return isOfPictures(call)
        ? new Fields(pictureOrder(call.path().equals(EDITS))).wrongIn(call.said())
        : super.wrong(call);
  }

  @Override
  @Nullable Reply pictures(Call order) {
    if (!isOfPictures(order)) {
      return null;
    }
    var answer = Call.JSON.createObjectNode().put("created", 1_790_000_000);
    var data = answer.putArray("data");
    for (int i = 0; i < order.said().path("n").asInt(); i++) {
      data.add(shownPicture());
    }
    return Reply.json(200, answer.toString());
  }
}
