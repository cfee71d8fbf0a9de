package dev.reelway.idempotency;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The requests of this process that are not settled, by their keys, so that a repetition waits for
 * the first one. Which of two requests on different nodes is the first, the database decides.
 */
public final class OpenRequests {

  private final ConcurrentHashMap<String, List<RequestKey>> open = new ConcurrentHashMap<>();

  /**
   * Adds a request until it is settled.
   *
   * @return completes when all earlier requests with the same key are settled
   */
  public CompletableFuture<Void> enter(RequestKey key) {
    var slot = key.slot();
    var all = open.merge(slot, List.of(key), OpenRequests::both);
    var unused =
        key.settled()
            .thenRun(() -> open.computeIfPresent(slot, (name, some) -> without(some, key)));
    return CompletableFuture.allOf(
        all.subList(0, all.indexOf(key)).stream()
            .map(RequestKey::settled)
            .toArray(CompletableFuture[]::new));
  }

  private static List<RequestKey> both(List<RequestKey> some, List<RequestKey> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  private static @Nullable List<RequestKey> without(List<RequestKey> all, RequestKey one) {
    var others = all.stream().filter(other -> other != one).toList();
    return others.isEmpty() ? null : others;
  }

  /** How many requests are not settled. */
  int size() {
    return open.values().stream().mapToInt(List::size).sum();
  }
}
