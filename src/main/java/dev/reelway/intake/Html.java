package dev.reelway.intake;

/** Words of others, made fit to stand in a page: none of them means anything there. */
final class Html {

  private Html() {}

  /** The words as text, or as the value of an attribute in double quotes. */
  static String text(String said) {
    var safe = new StringBuilder(said.length() + 16);
    said.codePoints().forEach(c -> add(safe, c));
    return safe.toString();
  }

  private static void add(StringBuilder safe, int c) {
    switch (c) {
      case '&' -> safe.append("&amp;");
      case '<' -> safe.append("&lt;");
      case '>' -> safe.append("&gt;");
      case '"' -> safe.append("&quot;");
      case '\'' -> safe.append("&#39;");
      case '\n', '\t' -> safe.append((char) c);
      default -> safe.appendCodePoint(isOdd(c) ? 0xFFFD : c);
    }
  }

  /** Controls, which pages must not hold, and halves of characters, which no file can. */
  private static boolean isOdd(int c) {
    return Character.isISOControl(c)
        || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }
}
