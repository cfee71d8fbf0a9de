package dev.reelway.wire;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long a server asks to wait: {@code Retry-After} in seconds or as a date in any of the three
 * forms of RFC 9110, 5.6.7, or {@code retry-after-ms}, which takes precedence. A past date means
 * zero; the result is empty if neither header is readable.
 */
public final class RetryAfter {

  /** The longest wait; a longer one is cut to this. */
  public static final Duration LONGEST = Duration.ofDays(30);

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,30}(?:\\.[0-9]{1,30})?");
  private static final Pattern WEEKDAY = Pattern.compile("^[A-Za-z]{3,9},?\\s+(?=[0-9A-Za-z])");
  private static final int YEARS_AHEAD = 50;

  /** {@code 06 Nov 1994 08:49:37 GMT}. */
  private static final DateTimeFormatter FIXED = form("d MMM uuuu HH:mm:ss 'GMT'");

  /** {@code Nov 6 08:49:37 1994}, in UTC like the others. */
  private static final DateTimeFormatter ASCTIME = form("MMM d HH:mm:ss uuuu");

  private RetryAfter() {}

  /**
   * The wait that a response asks for.
   *
   * @param headers answers the value of a header by its name, whatever its case, or null
   */
  public static Optional<Duration> of(HeaderValues headers, Instant now) {
    var millis = headers.value("retry-after-ms");
    var requested = millis == null ? Optional.<Duration>empty() : number(millis.strip(), 0);
    return requested.or(() -> of(headers.value("Retry-After"), now));
  }

  /** The wait that a value of {@code Retry-After} asks for. */
  public static Optional<Duration> of(@Nullable String value, Instant now) {
    if (value == null || value.length() > 100) {
      return Optional.empty();
    }
    var text = value.strip();
    return number(text, 3).or(() -> date(text, now).map(until -> from(now, until)));
  }

  private static Optional<Duration> number(String text, int toMillis) {
    return NUMBER.matcher(text).matches()
        ? Optional.of(
            Duration.ofMillis(
                new BigDecimal(text)
                    .movePointRight(toMillis)
                    .min(BigDecimal.valueOf(LONGEST.toMillis()))
                    .longValue()))
        : Optional.empty();
  }

  private static Duration from(Instant now, Instant until) {
    var requested = until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
    return requested.compareTo(LONGEST) > 0 ? LONGEST : requested;
  }

  /** The day of the week is ignored, as some servers get it wrong. */
  private static Optional<Instant> date(String text, Instant now) {
    var date = WEEKDAY.matcher(text).replaceFirst("").replaceAll("\\s+", " ");
    return parsed(date, one -> one.replaceFirst(" (?:UTC|Z)$", " GMT"), FIXED)
        .or(() -> parsed(date, UnaryOperator.identity(), dashed(now)))
        .or(() -> parsed(date, UnaryOperator.identity(), ASCTIME));
  }

  private static Optional<Instant> parsed(
      String date, UnaryOperator<String> spelling, DateTimeFormatter form) {
    try {
      return Optional.of(LocalDateTime.parse(spelling.apply(date), form).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException ignored) { // another form may match

      return Optional.empty();
    }
  }

  private static DateTimeFormatter form(String pattern) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(pattern)
        .toFormatter(Locale.ENGLISH)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  /**
   * {@code 06-Nov-94 08:49:37 GMT}: a year more than 50 years ahead is in the past (RFC 9110,
   * 5.6.7).
   */
  private static DateTimeFormatter dashed(Instant now) {
    var oldest = LocalDate.ofInstant(now, ZoneOffset.UTC).plusYears(YEARS_AHEAD - 99L);
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern("d-MMM-")
        .appendValueReduced(ChronoField.YEAR, 2, 2, oldest)
        .appendPattern(" HH:mm:ss 'GMT'")
        .toFormatter(Locale.ENGLISH)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  /** The headers of a response. */
  @FunctionalInterface
  public interface HeaderValues {

    /** The value of a header by its name, whatever its case, or null. */
    @Nullable String value(String name);
  }
}
