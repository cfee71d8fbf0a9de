package dev.reelway.wire;

import java.util.regex.Pattern;

/**
 * Words of others as one line of plain text: without control characters, terminal sequences, line
 * breaks of any kind and marks that change the direction of reading, and not longer than is said.
 * Half a character becomes U+FFFD.
 */
public final class PlainText {

  /** What an answer, the ledger and a page have room for, in UTF-16 units. */
  public static final int IN_ANSWERS = 2_000;

  /** What a line of the log has room for, in UTF-16 units. */
  public static final int IN_LOGS = 300;

  /** How much is looked at for each unit that is kept: the rest may be sequences. */
  private static final int LOOKED_AT = 8;

  /** ECMA-48: a control sequence, a string up to its end, any other escape. */
  private static final Pattern SEQUENCES =
      Pattern.compile(
          "(?:\\u001B\\[|\\u009B)[0-?]*[ -/]*[@-~]?"
              + "|(?:\\u001B[\\]PX^_]|[\\u009D\\u0090\\u0098\\u009E\\u009F])"
              + "[^\\u0007\\u001B\\u009C]*(?:\\u0007|\\u001B\\\\|\\u009C)?"
              + "|\\u001B[ -/]*[0-~]?");

  private static final Pattern BREAKS = Pattern.compile("[\\s\\p{Cc}\\p{Zl}\\p{Zp}]+");

  /** Marks of direction, and others that nobody sees. */
  private static final Pattern UNSEEN =
      Pattern.compile(
          "[\\u061C\\u200B\\u200E\\u200F\\u202A-\\u202E\\u2060\\u2066-\\u206F\\uFEFF\\uFFF9-\\uFFFB]");

  private PlainText() {}

  /**
   * Cleans a text, and cuts it with an ellipsis where it is longer.
   *
   * @param most how many UTF-16 units are kept
   */
  public static String of(String text, int most) {
    var some = cut(text, most * LOOKED_AT);
    var seen = UNSEEN.matcher(SEQUENCES.matcher(some).replaceAll("")).replaceAll("");
    var line = whole(BREAKS.matcher(seen).replaceAll(" ").strip());
    return line.length() > most || some.length() < text.length() ? cut(line, most) + "…" : line;
  }

  /** The same for a line of the log. */
  public static String logged(String text) {
    return of(text, IN_LOGS);
  }

  /** No character is cut in two. */
  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
  }

  private static String whole(String text) {
    if (text.chars().noneMatch(unit -> Character.isSurrogate((char) unit))) {
      return text;
    }
    var whole = new StringBuilder(text.length());
    text.codePoints()
        .map(one -> Character.getType(one) == Character.SURROGATE ? 0xFFFD : one)
        .forEach(whole::appendCodePoint);
    return whole.toString();
  }
}
