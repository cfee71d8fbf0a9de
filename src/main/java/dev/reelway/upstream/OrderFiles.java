package dev.reelway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The files of an order as values, by what they are to it. */
final class OrderFiles {

  private static final String FIRST = "first_frame";
  private static final String LAST = "last_frame";
  private static final String IMAGES = "reference_images";
  private static final String VIDEOS = "reference_videos";
  private static final String AUDIOS = "reference_audios";

  /** The values that files can be, besides {@code image} and {@code images}. */
  static final List<String> NAMES = List.of(FIRST, LAST, IMAGES, VIDEOS, AUDIOS, "mask", "markup");

  /** The values that are lists of files, however many there are. */
  static final Set<String> LISTS = Set.of(IMAGES, VIDEOS, AUDIOS, "images");

  private OrderFiles() {}

  /** Adds a value for each kind of file that the order has. */
  static void put(ObjectNode values, JsonNode order, JsonNode files) {
    var references = order.path("references");
    var free = free(order);
    for (int i = 0; i < Math.min(references.size(), files.size()); i++) {
      var said = references.path(i).path("role").asText();
      put(values, said.isEmpty() && !free.isEmpty() ? free.removeFirst() : said, files.path(i));
    }
    var guide = order.path("guide").path("role").asText();
    if (!guide.isEmpty() && files.size() > references.size()) {
      values.set(guide, files.path(references.size()));
    }
  }

  /** What images without a role are, in turn: a video starts from one, and ends with the next. */
  private static List<String> free(JsonNode order) {
    var free = new ArrayList<String>();
    if (order.path("kind").asText().equals("video")) {
      free.addAll(List.of(FIRST, LAST));
      free.removeAll(order.path("references").findValuesAsText("role"));
    }
    return free;
  }

  private static void put(ObjectNode values, String role, JsonNode file) {
    switch (role) {
      case "reference_video" -> values.withArray("/" + VIDEOS).add(file);
      case "reference_audio" -> values.withArray("/" + AUDIOS).add(file);
      case FIRST, LAST -> {
        values.set(role, file);
        image(values, file);
      }
      default -> {
        values.withArray("/" + IMAGES).add(file);
        image(values, file);
      }
    }
  }

  private static void image(ObjectNode values, JsonNode file) {
    values.putIfAbsent("image", file);
    values.withArray("/images").add(file);
  }
}
