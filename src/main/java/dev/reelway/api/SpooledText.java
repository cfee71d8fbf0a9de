package dev.reelway.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Tells, by its beginning, whether a long string is a file in base64 or a text to be read. */
final class SpooledText {

  private static final int BEGINNING = 1_024;

  /** A word of prose is shorter than the first line of base64. */
  private static final Pattern ENCODED =
      Pattern.compile("(?is)data:[^\\s,]{0,200},.*|[A-Z0-9+/_=-]{60,}[A-Z0-9+/_=\\r\\n-]*");

  private SpooledText() {}

  /** Whether the text in this file is a {@code data:} URL or bare base64. */
  static boolean isEncoded(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      var beginning = new String(in.readNBytes(BEGINNING), StandardCharsets.UTF_8);
      return ENCODED.matcher(beginning).matches();
    }
  }
}
