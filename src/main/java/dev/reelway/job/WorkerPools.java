package dev.reelway.job;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The workers of every step: those for the jobs at one place take none from the others. Which
 * upstream an order goes to is chosen by its worker, see {@link SubmitsUnderway}.
 */
final class WorkerPools {

  private final Map<JobStep, Integer> atOnce;
  private final Consumer<JobStep> freed;
  private final WorkerPool submitters;
  private final Map<Share, WorkerPool> pools = new ConcurrentHashMap<>();

  /**
   * @param atOnce how many jobs at one place each step may work on at once
   * @param upstreams how many upstreams there are
   * @param freed called when a worker of a step becomes free after none was
   */
  WorkerPools(Map<JobStep, Integer> atOnce, int upstreams, Consumer<JobStep> freed) {
    this.atOnce = Map.copyOf(atOnce);
    this.freed = freed;
    this.submitters = newPool(JobStep.SUBMIT, Math.max(1, upstreams));
  }

  private record Share(JobStep jobStep, JobPlace place) {}

  WorkerPool submitters() {
    return submitters;
  }

  WorkerPool of(JobStep jobStep, JobPlace place) {
    return jobStep == JobStep.SUBMIT
        ? submitters
        : pools.computeIfAbsent(new Share(jobStep, place), first -> newPool(jobStep, 1));
  }

  private WorkerPool newPool(JobStep jobStep, int places) {
    int size = Objects.requireNonNull(atOnce.get(jobStep)) * places;
    return new WorkerPool(jobStep.inRoutes(), size, () -> freed.accept(jobStep));
  }

  /** Waits until no job is being worked on; false if one still is after this time. */
  boolean awaitIdle(Duration patience) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    boolean idle = true;
    for (var pool : Stream.concat(Stream.of(submitters), pools.values().stream()).toList()) {
      idle &= pool.awaitIdle(Duration.ofNanos(until - System.nanoTime()));
    }
    return idle;
  }
}
