package dev.reelway.wire;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What was thrown and its causes, the outermost first: the one place that goes through them. */
public final class Causes {

  /** No chain is longer, unless it leads back into itself. */
  private static final int MOST = 100;

  private Causes() {}

  /** What was thrown and all its causes; never empty. */
  public static List<Throwable> of(Throwable thrown) {
    return Stream.iterate(thrown, one -> one != null, Throwable::getCause).limit(MOST).toList();
  }

  /** The outermost of a type, if there is one. */
  public static <T> Optional<T> first(Throwable thrown, Class<T> type) {
    return of(thrown).stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  /** Whether one of them is so. */
  public static boolean any(Throwable thrown, Predicate<Throwable> which) {
    return of(thrown).stream().anyMatch(which);
  }

  /** The innermost. */
  public static Throwable root(Throwable thrown) {
    return of(thrown).getLast();
  }
}
