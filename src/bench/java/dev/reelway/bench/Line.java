package dev.reelway.bench;

import java.util.Locale;
import java.util.function.DoublePredicate;

/**
 * A line of the table: a figure of Reelway's, that of a neighbour, their ratio and its target.
 *
 * @param neighbour its name and its figure; "" if the figure stands alone
 * @param judged what is held against the target
 */
record Line(String work, String reelway, String neighbour, Samples judged, Target target) {

  /** What the median shall be. */
  record Target(String text, DoublePredicate met) {

    static final Target NONE = new Target("", value -> true);

    static Target atLeast(double bound) {
      return new Target("≥ " + plain(bound), value -> value >= bound);
    }

    static Target atMost(double bound) {
      return new Target("≤ " + plain(bound), value -> value <= bound);
    }

    private static String plain(double bound) {
      return bound == Math.rint(bound)
          ? String.format(Locale.ROOT, "%.0f", bound)
          : String.valueOf(bound);
    }
  }

  /** More is better: requests, bytes or jobs a second. */
  static Line rate(
      String work, String unit, Samples ours, String neighbour, Samples theirs, Target target) {
    return new Line(
        work,
        ours.text() + " " + unit,
        neighbour + ": " + theirs.text(),
        ours.over(theirs),
        target);
  }

  /** Times or bytes that shall be few; the ratio is ours to theirs. */
  static Line cost(
      String work, String unit, Samples ours, String neighbour, Samples theirs, Target target) {
    return rate(work, unit, ours, neighbour, theirs, target);
  }

  /** Times; the ratio is theirs to ours, so that more is faster. */
  static Line speed(
      String work, String unit, Samples ours, String neighbour, Samples theirs, Target target) {
    return new Line(
        work,
        ours.text() + " " + unit,
        neighbour + ": " + theirs.text(),
        theirs.over(ours),
        target);
  }

  /** A figure that is held against the target itself. */
  static Line figure(String work, String unit, Samples ours, Target target) {
    return new Line(work, ours.text() + " " + unit, "", ours, target);
  }

  static String head() {
    return """
    | work | Reelway | beside it | ratio | target | met |
    |---|---|---|---|---|---|
    """;
  }

  String markdown() {
    var ratio = neighbour.isEmpty() ? "" : judged.text();
    var met = target == Target.NONE ? "" : target.met().test(judged.median()) ? "yes" : "no";
    return "| %s | %s | %s | %s | %s | %s |"
        .formatted(work, reelway, neighbour, ratio, target.text(), met);
  }
}
