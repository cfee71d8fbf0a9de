package dev.reelway.intake;

/** Escapes untrusted text for HTML. */
final class Html {

  private Html() {}

  /**
   * The text escaped for element content or a double-quoted attribute. Control characters and
   * unpaired surrogates become U+FFFD.
   */
  static String escape(String text) {
    var escaped = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(c -> add(escaped, c));
    return escaped.toString();
  }

  private static void add(StringBuilder escaped, int c) {
    switch (c) {
      case '&' -> escaped.append("&amp;");
      case '<' -> escaped.append("&lt;");
      case '>' -> escaped.append("&gt;");
      case '"' -> escaped.append("&quot;");
      case '\'' -> escaped.append("&#39;");
      case '\n', '\t' -> escaped.append((char) c);
      default -> escaped.appendCodePoint(isForbidden(c) ? 0xFFFD : c);
    }
  }

  /** Control characters, which HTML forbids, and unpaired surrogates, which UTF-8 cannot encode. */
  private static boolean isForbidden(int c) {
    return Character.isISOControl(c)
        || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }
}
