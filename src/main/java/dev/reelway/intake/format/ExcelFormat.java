package dev.reelway.intake.format;

import dev.reelway.intake.format.ExcelFormatToken.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A number format of Excel, like {@code 000}, {@code #,##0.00} or {@code yyyy-mm-dd}, with the
 * English signs (ECMA-376, part 1, 18.8.31). A number with a condition, a fraction or an exponent
 * in its format is shown without the format.
 */
final class ExcelFormat {

  private final List<List<ExcelFormatToken>> sections;
  private final boolean from1904;

  private ExcelFormat(List<List<ExcelFormatToken>> sections, boolean from1904) {
    this.sections = sections;
    this.from1904 = from1904;
  }

  static ExcelFormat of(String pattern, boolean from1904) {
    return new ExcelFormat(ExcelFormatToken.sections(pattern), from1904);
  }

  /** The number in this format. */
  String shown(BigDecimal number) {
    boolean isSigned = number.signum() < 0 && sections.size() > 1;
    var section = section(number.signum());
    if (has(section, Kind.OTHER) || isFraction(section)) {
      return ExcelFormats.plain(number);
    }
    if (has(section, Kind.GENERAL)) {
      return general(section, isSigned ? number.abs() : number);
    }
    if (has(section, Kind.DATE) || has(section, Kind.ELAPSED)) {
      return new ExcelDate(section, from1904).shown(number);
    }
    return digits(section, isSigned ? number.abs() : number);
  }

  /** The first section is for positive numbers, the second for negative ones, the third for 0. */
  private List<ExcelFormatToken> section(int sign) {
    if (sign < 0 && sections.size() > 1) {
      return sections.get(1);
    }
    return sections.get(sign == 0 && sections.size() > 2 ? 2 : 0);
  }

  private static boolean has(List<ExcelFormatToken> section, Kind kind) {
    return section.stream().anyMatch(token -> token.is(kind));
  }

  private static boolean isFraction(List<ExcelFormatToken> section) {
    return has(section, Kind.SLASH) && has(section, Kind.DIGIT);
  }

  private static String general(List<ExcelFormatToken> section, BigDecimal number) {
    var text = new StringBuilder();
    for (var token : section) {
      text.append(token.is(Kind.GENERAL) ? ExcelFormats.plain(number) : token.literal());
    }
    return text.toString();
  }

  private static String digits(List<ExcelFormatToken> section, BigDecimal number) {
    int point = section.indexOf(ExcelFormatToken.POINT);
    var whole = point < 0 ? section : section.subList(0, point);
    var fraction = point < 0 ? List.<ExcelFormatToken>of() : section.subList(point, section.size());
    int places = (int) fraction.stream().filter(token -> token.is(Kind.DIGIT)).count();
    var rounded = scaled(section, whole, number).setScale(places, RoundingMode.HALF_UP);
    var plain = rounded.abs().toPlainString().split("\\.", 2);
    var sign = rounded.signum() < 0 ? "-" : "";
    return sign
        + whole(whole, plain[0])
        + (places == 0 ? rest(fraction) : fraction(fraction, plain[1]));
  }

  /** Percents multiply by 100; each comma behind the last digit divides by 1,000. */
  private static BigDecimal scaled(
      List<ExcelFormatToken> section, List<ExcelFormatToken> whole, BigDecimal number) {
    int percents = (int) section.stream().filter(token -> token.is(Kind.PERCENT)).count();
    int commas = 0;
    for (int i = whole.size() - 1; i >= 0 && !whole.get(i).is(Kind.DIGIT); i--) {
      commas += whole.get(i).is(Kind.COMMA) ? 1 : 0;
    }
    return number.scaleByPowerOfTen(2 * percents - 3 * commas);
  }

  /** Fills the digits in from the right; the leftmost place takes all that are left. */
  private static String whole(List<ExcelFormatToken> tokens, String digits) {
    var places = tokens.stream().filter(token -> token.is(Kind.DIGIT)).toList();
    var rest = new ArrayDeque<>(grouped(padded(digits, places), isGrouped(tokens)));
    var text = new StringBuilder();
    int open = places.size();
    for (var token : tokens.reversed()) {
      text.insert(0, token.literal());
      if (token.is(Kind.DIGIT)) {
        open--;
        for (int n = open == 0 ? rest.size() : 1; n > 0 && !rest.isEmpty(); n--) {
          text.insert(0, rest.removeLast());
        }
      }
    }
    return text.toString();
  }

  /** With leading zeros from the first place that is a zero. */
  private static String padded(String digits, List<ExcelFormatToken> places) {
    int zero = places.indexOf(ExcelFormatToken.ZERO);
    int least = zero < 0 ? 0 : places.size() - zero;
    var shown = digits.equals("0") ? "" : digits;
    return "0".repeat(Math.max(0, least - shown.length())) + shown;
  }

  /** The digits, each third one from the right with a comma behind it. */
  private static List<String> grouped(String digits, boolean isGrouped) {
    var all = new ArrayList<String>();
    for (int i = 0; i < digits.length(); i++) {
      int behind = digits.length() - i - 1;
      all.add(digits.charAt(i) + (isGrouped && behind > 0 && behind % 3 == 0 ? "," : ""));
    }
    return all;
  }

  private static boolean isGrouped(List<ExcelFormatToken> tokens) {
    int comma = tokens.indexOf(ExcelFormatToken.COMMA);
    return comma >= 0 && tokens.stream().skip(comma).anyMatch(token -> token.is(Kind.DIGIT));
  }

  private static String fraction(List<ExcelFormatToken> tokens, String digits) {
    var text = new StringBuilder(".");
    int least = 0;
    int places = 0;
    for (var token : tokens) {
      places += token.is(Kind.DIGIT) ? 1 : 0;
      least = token.equals(ExcelFormatToken.ZERO) ? places : least;
    }
    int shown = Math.max(least, digits.replaceFirst("0+$", "").length());
    int next = 0;
    for (var token : tokens.subList(1, tokens.size())) {
      if (token.is(Kind.DIGIT)) {
        text.append(next < shown ? digits.charAt(next) : "");
        next++;
      } else {
        text.append(token.literal());
      }
    }
    return text.toString();
  }

  private static String rest(List<ExcelFormatToken> tokens) {
    var text = new StringBuilder();
    tokens.forEach(
        token -> text.append(token.equals(ExcelFormatToken.POINT) ? "." : token.literal()));
    return text.toString();
  }
}
