package dev.reelway.intake.format;

import dev.reelway.intake.format.ExcelFormatToken.Kind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;

/**
 * A date or time format of Excel. A date is a number of days since 1900 or 1904, the time of a day
 * its fraction.
 */
record ExcelDate(List<ExcelFormatToken> section, boolean from1904) {

  private static final int LAST_DAY = 2_958_465;

  /** Excel counts a 29 February 1900, so that the days before it begin one day later. */
  private static final int FIRST_OF_MARCH_1900 = 61;

  private static final long MILLIS_OF_DAY = Duration.ofDays(1).toMillis();

  /** The number as a date; one that is no date, without the format. */
  String shown(BigDecimal number) {
    double days = number.doubleValue();
    if (days < 0 || days > LAST_DAY) {
      return ExcelFormats.plain(number);
    }
    long unit = section.contains(ExcelFormatToken.ZERO) ? 1 : 1000;
    var since = Duration.ofMillis(Math.round(days * MILLIS_OF_DAY / unit) * unit);
    var time = firstDay(days).atStartOfDay().plus(since);
    var text = new StringBuilder();
    for (int i = 0; i < section.size(); i++) {
      text.append(part(i, since, time));
    }
    return text.toString();
  }

  private LocalDate firstDay(double days) {
    if (from1904) {
      return LocalDate.of(1904, 1, 1);
    }
    return LocalDate.of(1899, 12, days < FIRST_OF_MARCH_1900 ? 31 : 30);
  }

  private String part(int at, Duration since, LocalDateTime time) {
    var token = section.get(at);
    return switch (token.kind()) {
      case DATE -> time.format(DateTimeFormatter.ofPattern(pattern(at), Locale.ENGLISH));
      case ELAPSED -> elapsed(token.text(), since);
      case HALF_DAY -> {
        var half = time.getHour() < 12 ? "AM" : "PM";
        yield token.text().length() == 3 ? half.substring(0, 1) : half;
      }
      case POINT -> ".";
      case COMMA -> ",";
      case DIGIT -> fraction(at, time);
      case LITERAL, SLASH, PERCENT, GENERAL, OTHER -> token.literal();
    };
  }

  private static String elapsed(String letters, Duration since) {
    long number =
        switch (letters.charAt(0)) {
          case 'h' -> since.toHours();
          case 'm' -> since.toMinutes();
          default -> since.toSeconds();
        };
    return ("%0" + letters.length() + "d").formatted(number);
  }

  /** The digits behind a point: tenths, hundredths and thousandths of a second. */
  private String fraction(int at, LocalDateTime time) {
    int place = 0;
    while (at - place > 0 && section.get(at - place - 1).is(Kind.DIGIT)) {
      place++;
    }
    var millis = "%03d".formatted(time.get(ChronoField.MILLI_OF_SECOND));
    return place < millis.length() ? millis.substring(place, place + 1) : "0";
  }

  private String pattern(int at) {
    var letters = section.get(at).text();
    int count = letters.length();
    return switch (letters.charAt(0)) {
      case 'y' -> count > 2 ? "yyyy" : "yy";
      case 'd' -> count > 3 ? "EEEE" : count == 3 ? "EEE" : letters;
      case 'h' -> (isHalved() ? "h" : "H").repeat(Math.min(count, 2));
      case 's' -> "s".repeat(Math.min(count, 2));
      default -> isMinute(at) ? "m".repeat(Math.min(count, 2)) : month(count);
    };
  }

  private static String month(int count) {
    return count == 5 ? "MMMMM" : "M".repeat(Math.min(count, 4));
  }

  private boolean isHalved() {
    return section.stream().anyMatch(token -> token.is(Kind.HALF_DAY));
  }

  /** An m is a minute behind hours and before seconds, else a month. */
  private boolean isMinute(int at) {
    return section.get(at).text().length() <= 2 && (isNext(at, -1, 'h') || isNext(at, 1, 's'));
  }

  private boolean isNext(int at, int step, char letter) {
    for (int i = at + step; i >= 0 && i < section.size(); i += step) {
      var token = section.get(i);
      if (token.is(Kind.DATE) || token.is(Kind.ELAPSED)) {
        return token.text().charAt(0) == letter;
      }
    }
    return false;
  }
}
