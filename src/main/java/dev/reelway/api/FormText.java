package dev.reelway.api;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Text of forms and query strings, which must be UTF-8, percent-encoded or not. */
final class FormText {

  private FormText() {}

  /**
   * Text of these bytes.
   *
   * @param what what the bytes are, as a refusal names it
   */
  static String utf8(byte[] bytes, Supplier<String> what) {
    var in = ByteBuffer.wrap(bytes);
    var text = CharBuffer.allocate(bytes.length);
    if (StandardCharsets.UTF_8.newDecoder().decode(in, text, true).isError()) {
      throw RequestRefused.unreadableBody(
          "%s is not UTF-8 at byte %d.".formatted(what.get(), in.position() + 1));
    }
    return text.flip().toString();
  }

  /**
   * A name or a value without its percent escapes; a plus is a space.
   *
   * @param what what the text is, as a refusal names it
   */
  static String decoded(String text, Supplier<String> what) {
    if (text.indexOf('%') < 0) {
      return text.replace('+', ' ');
    }
    var encoded = text.getBytes(StandardCharsets.UTF_8);
    var bytes = new ByteArrayOutputStream(encoded.length);
    for (int at = 0; at < encoded.length; at++) {
      switch (encoded[at]) {
        case '+' -> bytes.write(' ');
        case '%' -> {
          bytes.write(hex(encoded, at + 1) << 4 | hex(encoded, at + 2));
          at += 2;
        }
        default -> bytes.write(encoded[at]);
      }
    }
    return utf8(bytes.toByteArray(), what);
  }

  private static int hex(byte[] encoded, int at) {
    int digit = at < encoded.length ? Character.digit(encoded[at], 16) : -1;
    if (digit < 0) {
      throw RequestRefused.unreadableBody(
          "The query string or form contains a malformed percent escape.");
    }
    return digit;
  }
}
