package dev.reelway.wire;

import java.util.regex.Pattern;

/**
 * Cleans text from outside to one line of plain text: without control characters, terminal
 * sequences, line breaks and direction marks, and not longer than given. A lone surrogate becomes
 * U+FFFD.
 */
public final class PlainText {

  /** The most that responses, the ledger and pages take, in UTF-16 units. */
  public static final int IN_ANSWERS = 2_000;

  /** The most that a log line takes, in UTF-16 units. */
  public static final int IN_LOGS = 300;

  /**
   * How many units are examined for each unit that is kept, as some may belong to removed
   * sequences.
   */
  private static final int EXAMINED = 8;

  /** ECMA-48: a control sequence, a string up to its end, any other escape. */
  private static final Pattern SEQUENCES =
      Pattern.compile(
          "(?:\\u001B\\[|\\u009B)[0-?]*[ -/]*[@-~]?"
              + "|(?:\\u001B[\\]PX^_]|[\\u009D\\u0090\\u0098\\u009E\\u009F])"
              + "[^\\u0007\\u001B\\u009C]*(?:\\u0007|\\u001B\\\\|\\u009C)?"
              + "|\\u001B[ -/]*[0-~]?");

  private static final Pattern BREAKS = Pattern.compile("[\\s\\p{Cc}\\p{Zl}\\p{Zp}]+");

  /** Direction marks and other invisible characters. */
  private static final Pattern INVISIBLE =
      Pattern.compile(
          "[\\u061C\\u200B\\u200E\\u200F\\u202A-\\u202E\\u2060\\u2066-\\u206F\\uFEFF\\uFFF9-\\uFFFB]");

  private PlainText() {}

  /**
   * Cleans a text; a longer one is cut and ends with an ellipsis.
   *
   * @param most the most UTF-16 units that are kept
   */
  public static String of(String text, int most) {
    var some = cut(text, most * EXAMINED);
    var seen = INVISIBLE.matcher(SEQUENCES.matcher(some).replaceAll("")).replaceAll("");
    var line = whole(BREAKS.matcher(seen).replaceAll(" ").strip());
    return line.length() > most || some.length() < text.length() ? cut(line, most) + "…" : line;
  }

  /** Cleans a text for a log line. */
  public static String forLog(String text) {
    return of(text, IN_LOGS);
  }

  /** Cuts without splitting a surrogate pair. */
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
