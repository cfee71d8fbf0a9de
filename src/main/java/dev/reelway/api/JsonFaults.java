package dev.reelway.api;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.reelway.wire.BoundedJson;
import dev.reelway.wire.PlainText;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with a JSON body, and where. */
final class JsonFaults {

  static final String BODY = "The JSON body";
  static final String NOT_UTF8 = BODY + " is not UTF-8";

  private static final Pattern DUPLICATE =
      Pattern.compile("Duplicate [A-Za-z ]+?['\"](.*)['\"]", Pattern.DOTALL);

  private static final int LONGEST_KEY = 64;

  private JsonFaults() {}

  /**
   * The refusal of a body that is not JSON, or not within the limits.
   *
   * @param isWhole whether the parser has read the body as it was sent; otherwise only the line is
   *     known
   */
  static RequestRefused of(JsonProcessingException broken, boolean isWhole) {
    var location = broken.getLocation();
    var message = String.valueOf(broken.getOriginalMessage());
    var duplicate = DUPLICATE.matcher(message);
    if (duplicate.find()) {
      return duplicate(PlainText.of(duplicate.group(1), LONGEST_KEY), location, isWhole);
    }
    var what = message.startsWith("Invalid UTF-8") ? NOT_UTF8 : what(broken, message);
    return RequestRefused.unreadableBody(what + where(location, isWhole) + ".");
  }

  private static RequestRefused duplicate(String key, JsonLocation location, boolean isWhole) {
    return RequestRefused.unreadableBody(
        key, "Duplicate key '%s'%s.".formatted(key, where(location, isWhole)));
  }

  private static String what(JsonProcessingException broken, String message) {
    if (broken instanceof StreamConstraintsException) {
      return limit(message);
    }
    if (broken instanceof JsonEOFException) {
      return "The JSON body ends before it is complete";
    }
    return broken instanceof MismatchedInputException
        ? "There is more content after the JSON object"
        : "Invalid JSON";
  }

  /** Which limit of {@link BoundedJson} is exceeded. */
  private static String limit(String message) {
    if (message.contains("nesting depth")) {
      return "The JSON body is nested deeper than %d levels".formatted(BoundedJson.DEEPEST);
    }
    if (message.contains("oken count")) {
      return "The JSON body has more than %d tokens".formatted(BoundedJson.MOST_TOKENS);
    }
    if (message.contains("Number")) {
      return "A number of the JSON body has more than 1000 digits";
    }
    return message.contains("Name")
        ? "A key of the JSON body has more than 50000 characters"
        : "The JSON body is too long";
  }

  private static String where(@Nullable JsonLocation location, boolean isWhole) {
    if (location == null) {
      return "";
    }
    return isWhole
        ? " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr())
        : " at line %d".formatted(location.getLineNr());
  }

  /** The refusal of a body that is JSON, but no object. */
  static RequestRefused noObject(JsonNode value) {
    return RequestRefused.unreadableBody(
        value.isMissingNode()
            ? "The body is empty: send one JSON object."
            : "The body must be one JSON object, not %s.".formatted(kind(value)));
  }

  private static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "an array";
      case STRING -> "a string";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      default -> "null";
    };
  }
}
