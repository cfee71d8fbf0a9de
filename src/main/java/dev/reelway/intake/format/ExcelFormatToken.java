package dev.reelway.intake.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A part of a number format of Excel. */
record ExcelFormatToken(Kind kind, String text) {

  enum Kind {
    LITERAL,
    DIGIT,
    POINT,
    COMMA,
    SLASH,
    PERCENT,
    DATE,
    ELAPSED,
    HALF_DAY,
    GENERAL,
    OTHER
  }

  static final ExcelFormatToken ZERO = new ExcelFormatToken(Kind.DIGIT, "0");
  static final ExcelFormatToken POINT = new ExcelFormatToken(Kind.POINT, ".");
  static final ExcelFormatToken COMMA = new ExcelFormatToken(Kind.COMMA, ",");

  private static final int MAX_LENGTH = 1_000;

  private static final Pattern TOKENS =
      Pattern.compile(
          """
          "(?<quoted>[^"]*)"?
          |\\\\(?<escaped>.)
          |_(?<space>.)
          |\\*(?<fill>.)
          |\\[(?<bracket>[^\\]]*)\\]
          |(?<general>General|@)
          |(?<half>AM/PM|A/P)
          |(?<exponent>E[+-])
          |(?<date>y+|m+|d+|h+|s+)
          |(?<any>.)
          """,
          Pattern.COMMENTS | Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  boolean is(Kind other) {
    return kind == other;
  }

  /** The text as it is shown, or nothing for a place that a value fills. */
  String literal() {
    return switch (kind) {
      case LITERAL, SLASH, PERCENT -> text;
      case DIGIT, POINT, COMMA, DATE, ELAPSED, HALF_DAY, GENERAL, OTHER -> "";
    };
  }

  /** The sections of a format, each with its tokens. */
  static List<List<ExcelFormatToken>> sections(String pattern) {
    var sections = new ArrayList<List<ExcelFormatToken>>();
    sections.add(new ArrayList<>());
    if (pattern.length() > MAX_LENGTH) {
      return List.of(List.of(new ExcelFormatToken(Kind.OTHER, pattern)));
    }
    for (var found = TOKENS.matcher(pattern); found.find(); ) {
      if (";".equals(found.group("any"))) {
        sections.add(new ArrayList<>());
      } else {
        sections.getLast().add(token(found));
      }
    }
    return sections;
  }

  private static ExcelFormatToken token(Matcher found) {
    if (found.group("bracket") != null) {
      return bracket(found.group("bracket"));
    }
    if (found.group("any") != null) {
      return of(found.group("any"));
    }
    if (found.group("date") != null) {
      return new ExcelFormatToken(Kind.DATE, found.group().toLowerCase(Locale.ROOT));
    }
    if (found.group("general") != null) {
      return new ExcelFormatToken(Kind.GENERAL, "");
    }
    if (found.group("half") != null) {
      return new ExcelFormatToken(Kind.HALF_DAY, found.group());
    }
    if (found.group("exponent") != null) {
      return new ExcelFormatToken(Kind.OTHER, found.group());
    }
    return new ExcelFormatToken(Kind.LITERAL, literal(found));
  }

  private static String literal(Matcher found) {
    if (found.group("quoted") != null) {
      return found.group("quoted");
    }
    if (found.group("escaped") != null) {
      return found.group("escaped");
    }
    return found.group("space") != null ? " " : "";
  }

  /** A currency sign, a number of hours beyond 24, a condition, or a colour. */
  private static ExcelFormatToken bracket(String text) {
    if (text.startsWith("$")) {
      return new ExcelFormatToken(Kind.LITERAL, text.substring(1).split("-", 2)[0]);
    }
    if (text.matches("(?i)h+|m+|s+")) {
      return new ExcelFormatToken(Kind.ELAPSED, text.toLowerCase(Locale.ROOT));
    }
    boolean isCondition = text.matches("[<>=].*");
    return new ExcelFormatToken(isCondition ? Kind.OTHER : Kind.LITERAL, "");
  }

  private static ExcelFormatToken of(String character) {
    return switch (character) {
      case "0", "#", "?" -> new ExcelFormatToken(Kind.DIGIT, character);
      case "." -> POINT;
      case "," -> COMMA;
      case "%" -> new ExcelFormatToken(Kind.PERCENT, character);
      case "/" -> new ExcelFormatToken(Kind.SLASH, character);
      default -> new ExcelFormatToken(Kind.LITERAL, character);
    };
  }
}
