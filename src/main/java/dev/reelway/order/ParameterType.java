package dev.reelway.order;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The type of a parameter: how its value is read, and what a refusal says is allowed. */
sealed interface ParameterType {

  /** What is allowed, as it follows "must be". */
  String allowed();

  /**
   * The value, or null if it is absent or says that the upstream decides.
   *
   * @throws OrderRefused if it is of another type or out of range
   */
  @Nullable Object read(Parameters parameters, String name);

  /** A string of at most this many characters. */
  record Text(int most) implements ParameterType {

    @Override
    public String allowed() {
      return "a string of at most %d characters".formatted(most);
    }

    @Override
    public @Nullable Object read(Parameters parameters, String name) {
      var text = parameters.text(name);
      if (text != null && text.codePointCount(0, text.length()) > most) {
        throw refused(name);
      }
      return text;
    }
  }

  /** A whole number; digits in a string count. */
  record Whole(int least, long most) implements ParameterType {

    @Override
    public String allowed() {
      return "a whole number from " + least + " to " + most;
    }

    @Override
    public @Nullable Object read(Parameters parameters, String name) {
      var number = parameters.decimal(name, allowed());
      if (number == null) {
        return null;
      }
      if (number.stripTrailingZeros().scale() > 0 || !isWithin(number, least, most)) {
        throw refused(name);
      }
      return number.longValueExact();
    }
  }

  /** A number; digits in a string count. */
  record Decimal(int least, int most) implements ParameterType {

    @Override
    public String allowed() {
      return "a number from " + least + " to " + most;
    }

    @Override
    public @Nullable Object read(Parameters parameters, String name) {
      var number = parameters.decimal(name, allowed());
      if (number == null) {
        return null;
      }
      if (!isWithin(number, least, most)) {
        throw refused(name);
      }
      return number.stripTrailingZeros();
    }
  }

  /** True or false, also as strings; {@code on} and {@code off} count. */
  record Bool() implements ParameterType {

    @Override
    public String allowed() {
      return "true or false";
    }

    @Override
    public @Nullable Object read(Parameters parameters, String name) {
      var value = parameters.get(name);
      if (value != null && value.isTextual()) {
        switch (value.textValue()) {
          case "on" -> {
            return true;
          }
          case "off" -> {
            return false;
          }
          default -> {}
        }
      }
      return parameters.bool(name);
    }
  }

  /** One of these words; {@code auto} leaves the choice to the upstream and counts as absent. */
  record OneOf(List<String> words) implements ParameterType {

    private static final String AUTO = "auto";

    static OneOf words(String... words) {
      return new OneOf(List.of(words));
    }

    @Override
    public String allowed() {
      return "one of " + String.join(", ", words);
    }

    @Override
    public @Nullable Object read(Parameters parameters, String name) {
      var text = parameters.text(name);
      if (text == null || text.equals(AUTO)) {
        return null;
      }
      if (!words.contains(text)) {
        throw refused(name);
      }
      return text;
    }
  }

  /**
   * Images, videos or audio files, as files, URLs, {@code data:} URLs, base64 or ids of uploaded
   * files.
   *
   * @param kind image, video or audio
   */
  record Files(String kind) implements ParameterType {

    @Override
    public String allowed() {
      return switch (kind) {
        case "video" -> "a video or a list of videos";
        case "audio" -> "an audio file or a list of audio files";
        default -> "an image or a list of images";
      };
    }

    /** Files are read by their own reader. */
    @Override
    public @Nullable Object read(Parameters parameters, String name) {
      return null;
    }
  }

  /** Strings by name: a JSON object, or one as text. */
  record Pairs() implements ParameterType {

    @Override
    public String allowed() {
      return Metadata.allowed();
    }

    @Override
    public Object read(Parameters parameters, String name) {
      return Metadata.of(parameters);
    }
  }

  /** A video, as a file, URL or {@code data:} URL, or the id of a video or an uploaded file. */
  record Video() implements ParameterType {

    @Override
    public String allowed() {
      return "a video: its id, a file or a URL";
    }

    /** Videos are read by their own reader. */
    @Override
    public @Nullable Object read(Parameters parameters, String name) {
      return null;
    }
  }

  private static boolean isWithin(BigDecimal number, long least, long most) {
    return number.compareTo(BigDecimal.valueOf(least)) >= 0
        && number.compareTo(BigDecimal.valueOf(most)) <= 0;
  }

  /** The refusal of a value that is not allowed. */
  default OrderRefused refused(String name) {
    return new OrderRefused(name, "%s must be %s".formatted(name, allowed()));
  }
}
