package dev.reelway.api;

import dev.reelway.order.Operation;
import dev.reelway.order.Parameters;
import org.jspecify.annotations.Nullable;

/** The refusals of operations of OpenAI's API that no model of this service carries out. */
final class UnsupportedOperation {

  private static final String INSTEAD =
      " is not supported with any model of this service. To start from a completed video, use POST"
          + " /v1/videos/{video_id}/remix.";
  private static final String CHARACTERS =
      "Characters are not supported with any model of this service. To show somebody, send an"
          + " image as input_reference to POST /v1/videos.";

  private UnsupportedOperation() {}

  static RequestRefused of(Operation operation) {
    return refused(
        null, (operation == Operation.EDIT ? "Editing videos" : "Extending videos") + INSTEAD);
  }

  static RequestRefused ofCharacters() {
    return refused(null, CHARACTERS);
  }

  /** Refuses an order that names characters. */
  static void checkCharacters(Parameters parameters) {
    for (var name : parameters.values().keySet()) {
      if (name.equals("characters") || name.startsWith("characters[")) {
        throw refused(name, CHARACTERS);
      }
    }
  }

  private static RequestRefused refused(@Nullable String param, String sentence) {
    return new RequestRefused(404, param, "unsupported_operation", sentence);
  }
}
