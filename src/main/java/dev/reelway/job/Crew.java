package dev.reelway.job;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The hands of one step: a virtual thread for each job, and never more than so many at once. Hands
 * are taken before jobs are claimed, so that no lease runs while a job waits for a thread.
 */
final class Crew extends AbstractExecutorService {

  private final ExecutorService threads;
  private final Semaphore hands;

  Crew(String name, int size) {
    this.threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + "-", 0).factory());
    this.hands = new Semaphore(size);
  }

  /** Takes the hands that are free, waiting a while for a first one; 0 if none became free. */
  int take(int most, Duration patience) throws InterruptedException {
    if (!hands.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      return 0;
    }
    int taken = 1 + hands.drainPermits();
    int surplus = Math.max(0, taken - most);
    hands.release(surplus);
    return taken - surplus;
  }

  /** Takes one hand, if one is free now. */
  boolean takeOne() {
    return hands.tryAcquire();
  }

  /** Gives back hands that found nothing to do. */
  void giveBack(int unused) {
    hands.release(unused);
  }

  /** Runs one job's step with a hand that was taken before. */
  @Override
  public void execute(Runnable work) {
    threads.execute(
        () -> {
          try {
            work.run();
          } finally {
            hands.release();
          }
        });
  }

  @Override
  public void shutdown() {
    threads.shutdown();
  }

  @Override
  public List<Runnable> shutdownNow() {
    return threads.shutdownNow();
  }

  @Override
  public boolean isShutdown() {
    return threads.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return threads.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return threads.awaitTermination(timeout, unit);
  }
}
