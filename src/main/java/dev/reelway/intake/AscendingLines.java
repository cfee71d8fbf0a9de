package dev.reelway.intake;

import dev.reelway.intake.format.OrderEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger has of the lines of a batch, its jobs or its refusals, read page by page. Lines
 * must be asked for in ascending order; those of further models of a line, see {@link OrderEntry},
 * have an order of their own.
 */
final class AscendingLines<T> {

  private static final int PAGE_SIZE = 500;

  private final Source<T> source;
  private final ToIntFunction<T> line;
  private final Map<Integer, Pages> byModel = new HashMap<>();

  /**
   * @param line the line of one of them
   */
  AscendingLines(Source<T> source, ToIntFunction<T> line) {
    this.source = source;
    this.line = line;
  }

  /** Reads one page. */
  @FunctionalInterface
  interface Source<T> {

    /** The next ones behind a line, in order. */
    List<T> read(int afterLine, int limit);
  }

  /** What is of a line, or null; each line must be greater than the one before. */
  @Nullable T at(int line) {
    int model = line / OrderEntry.MOST_LINES;
    return byModel.computeIfAbsent(model, first -> new Pages(line - 1)).at(line);
  }

  /** The pages of ascending lines. */
  private final class Pages {

    private final Deque<T> found = new ArrayDeque<>();
    private int last;

    /**
     * @param last the line behind which they begin
     */
    Pages(int last) {
      this.last = last;
    }

    @Nullable T at(int asked) {
      while (found.isEmpty() || line.applyAsInt(found.getFirst()) < asked) {
        found.poll();
        if (found.isEmpty() && !more()) {
          return null;
        }
      }
      return line.applyAsInt(found.getFirst()) == asked ? found.poll() : null;
    }

    private boolean more() {
      var next = source.read(last, PAGE_SIZE);
      found.addAll(next);
      last = next.isEmpty() ? Integer.MAX_VALUE : line.applyAsInt(next.getLast());
      return !next.isEmpty();
    }
  }
}
