package dev.reelway.wire;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The chain of causes of an exception, outermost first: the only place that walks it. */
public final class Causes {

  /** The limit for a chain that contains a cycle; no other chain is this long. */
  private static final int MOST = 100;

  private Causes() {}

  /** The exception and all its causes; never empty. */
  public static List<Throwable> of(Throwable thrown) {
    return Stream.iterate(thrown, one -> one != null, Throwable::getCause).limit(MOST).toList();
  }

  /** The outermost exception of a type, if any. */
  public static <T> Optional<T> first(Throwable thrown, Class<T> type) {
    return of(thrown).stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  /** Whether any of them matches. */
  public static boolean any(Throwable thrown, Predicate<Throwable> which) {
    return of(thrown).stream().anyMatch(which);
  }

  /** The innermost cause. */
  public static Throwable root(Throwable thrown) {
    return of(thrown).getLast();
  }
}
