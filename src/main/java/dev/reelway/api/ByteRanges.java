package dev.reelway.api;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The ranges of a file that a {@code Range} field asks for (RFC 9110, 14.1 and 14.2). Spring's
 * handler of static files refuses with 416 what the standard says to ignore, or to answer in part.
 */
final class ByteRanges {

  /** Whoever asks for more parts than this gets the whole file. */
  private static final int MOST = 50;

  private static final Pattern FIELD = Pattern.compile("(?i)bytes=(.*)");
  private static final Pattern SPEC = Pattern.compile("(\\d+)-(\\d*)|-(\\d+)");
  private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

  private record Range(long first, long last) {

    boolean touches(Range next) {
      return first <= next.last + 1 && next.first <= last + 1;
    }

    Range with(Range next) {
      return new Range(Math.min(first, next.first), Math.max(last, next.last));
    }
  }

  private ByteRanges() {}

  /**
   * The field with those of its ranges that lie in the file, cut at its end; overlapping ones
   * become one. If none of them does, the one behind the end, which is refused. Null if the field
   * is to be ignored: another unit, malformed, or too many ranges.
   *
   * @param length of the file, in bytes
   */
  static @Nullable String of(String field, long length) {
    var unit = FIELD.matcher(field.strip());
    if (!unit.matches()) {
      return null;
    }
    var specs =
        Arrays.stream(unit.group(1).split(",", -1))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .toList();
    if (specs.isEmpty() || !specs.stream().allMatch(ByteRanges::isValid)) {
      return null;
    }
    var inside = specs.stream().flatMap(spec -> range(spec, length).stream()).toList();
    return inside.isEmpty() ? "bytes=%d-".formatted(length) : text(withoutOverlaps(inside));
  }

  private static boolean isValid(String spec) {
    var parts = SPEC.matcher(spec);
    return parts.matches()
        && (parts.group(1) == null
            || parts.group(2).isEmpty()
            || number(parts.group(1)) <= number(parts.group(2)));
  }

  private static Optional<Range> range(String spec, long length) {
    var parts = SPEC.matcher(spec);
    if (!parts.matches()) {
      throw new IllegalArgumentException(spec);
    }
    if (parts.group(1) == null) {
      long count = Math.min(number(parts.group(3)), length);
      return count == 0 ? Optional.empty() : Optional.of(new Range(length - count, length - 1));
    }
    long first = number(parts.group(1));
    long last = parts.group(2).isEmpty() ? length - 1 : number(parts.group(2));
    return first < length
        ? Optional.of(new Range(first, Math.min(last, length - 1)))
        : Optional.empty();
  }

  private static long number(String digits) {
    return new BigInteger(digits).min(LARGEST).longValueExact();
  }

  /** In the order that was asked for, unless some overlap or touch. */
  private static List<Range> withoutOverlaps(List<Range> ranges) {
    var merged = new ArrayList<Range>();
    ranges.stream()
        .sorted(Comparator.comparingLong(Range::first))
        .forEach(
            next -> {
              if (merged.isEmpty() || !merged.getLast().touches(next)) {
                merged.add(next);
              } else {
                merged.add(merged.removeLast().with(next));
              }
            });
    return merged.size() == ranges.size() ? ranges : merged;
  }

  private static @Nullable String text(List<Range> ranges) {
    return ranges.size() > MOST
        ? null
        : ranges.stream()
            .map(range -> range.first() + "-" + range.last())
            .collect(Collectors.joining(",", "bytes=", ""));
  }
}
