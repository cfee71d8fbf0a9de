package dev.reelway.wire;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that a misspelt one most likely means. */
public final class NearestName {

  private static final int LONGEST = 60;

  private NearestName() {}

  /**
   * The known name that a misspelt one most likely means: at most a third of its letters are wrong,
   * missing, superfluous or exchanged.
   */
  public static Optional<String> of(String written, Collection<String> known) {
    return written.length() > LONGEST
        ? Optional.empty()
        : known.stream()
            .filter(name -> distance(written, name) <= Math.max(1, name.length() / 3))
            .min(Comparator.comparingInt(name -> distance(written, name)));
  }

  /** The sentence that asks for that name, with a space in front of it; empty without one. */
  public static String hint(String written, Collection<String> known) {
    return of(written, known).map(" Did you mean %s?"::formatted).orElse("");
  }

  /** How many letters are wrong, missing, superfluous or exchanged with their neighbour. */
  private static int distance(String one, String other) {
    var rows = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        rows[i][j] = i == 0 || j == 0 ? i + j : cheapest(rows, one, i, other, j);
      }
    }
    return rows[one.length()][other.length()];
  }

  private static int cheapest(int[][] rows, String one, int i, String other, int j) {
    int wrong = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
    int best = Math.min(rows[i - 1][j - 1] + wrong, 1 + Math.min(rows[i - 1][j], rows[i][j - 1]));
    boolean exchanged =
        i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1);
    return exchanged ? Math.min(best, rows[i - 2][j - 2] + 1) : best;
  }
}
