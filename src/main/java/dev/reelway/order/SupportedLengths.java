package dev.reelway.order;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The supported video lengths in whole seconds, as settings write them: {@code 5}, or a range like
 * {@code 4..15}.
 */
public final class SupportedLengths {

  private static final Pattern RANGE = Pattern.compile("(\\d{1,4})(?:\\.\\.(\\d{1,4}))?");

  private final List<Integer> seconds;

  /**
   * @param seconds empty for any
   */
  SupportedLengths(List<Integer> seconds) {
    this.seconds = seconds;
  }

  /** The lengths of one entry of the settings; empty if it is none, or a range that is. */
  public static Stream<Integer> read(String entry) {
    var range = RANGE.matcher(entry.strip());
    if (!range.matches()) {
      return Stream.empty();
    }
    int first = Integer.parseInt(range.group(1));
    int last = Optional.ofNullable(range.group(2)).map(Integer::parseInt).orElse(first);
    return first < 1 ? Stream.empty() : IntStream.rangeClosed(first, last).boxed();
  }

  boolean allow(int length) {
    return seconds.isEmpty() || seconds.contains(length);
  }

  /** The nearest supported length; of two, the longer one. */
  int nearest(int length) {
    return seconds.stream()
        .min(
            Comparator.<Integer>comparingInt(one -> Math.abs(one - length))
                .thenComparing(Comparator.reverseOrder()))
        .orElse(length);
  }

  /** What is allowed, as it follows "must be": {@code one of 4, 6, 8}, or a range in words. */
  String allowed() {
    var runs = runs();
    var words = String.join(", ", runs);
    if (runs.size() > 1) {
      return "one of " + words;
    }
    return words.contains(" ") ? "a whole number from " + words : words;
  }

  /** Three and more in a row are one run. */
  private List<String> runs() {
    var sorted = seconds.stream().distinct().sorted().toList();
    var words = new ArrayList<String>();
    for (int i = 0; i < sorted.size(); ) {
      int end = i;
      while (end + 1 < sorted.size() && sorted.get(end + 1) == sorted.get(end) + 1) {
        end++;
      }
      boolean isRun = end - i > 1;
      words.add(isRun ? sorted.get(i) + " to " + sorted.get(end) : sorted.get(i).toString());
      i = isRun ? end + 1 : i + 1;
    }
    return words;
  }
}
