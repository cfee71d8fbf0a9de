package dev.reelway.job;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who waits for which job in this process, and is told when it changes. */
final class Watches {

  private final ConcurrentHashMap<String, List<Watch>> byJob = new ConcurrentHashMap<>();

  Watch open(String id) {
    var watch = new Watch(id, this);
    byJob.merge(id, List.of(watch), Watches::both);
    return watch;
  }

  private static List<Watch> both(List<Watch> some, List<Watch> more) {
    return Stream.of(some, more).flatMap(List::stream).toList();
  }

  void tell(Job job) {
    byJob.getOrDefault(job.id(), List.of()).forEach(watch -> watch.tell(job));
  }

  void forget(Watch watch) {
    byJob.computeIfPresent(watch.id(), (id, all) -> without(all, watch));
  }

  private static @Nullable List<Watch> without(List<Watch> all, Watch one) {
    var others = all.stream().filter(other -> other != one).toList();
    return others.isEmpty() ? null : others;
  }

  boolean isOpen(String id) {
    return byJob.containsKey(id);
  }

  /** The jobs that somebody waits for. */
  Collection<String> watched() {
    return Set.copyOf(byJob.keySet());
  }
}
