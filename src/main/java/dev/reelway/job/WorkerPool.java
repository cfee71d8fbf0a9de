package dev.reelway.job;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The workers of one step: one virtual thread for each job, and never more than the pool's size. A
 * worker is reserved before a job is claimed, so that no lease runs while a job waits for a thread.
 */
final class WorkerPool {

  /** With fewer workers, none is left idle until others are free. */
  private static final int MANY = 4;

  private final ExecutorService threads;
  private final Semaphore free;
  private final int size;
  private final Runnable freed;
  private volatile boolean wanted;
  private volatile boolean busy;

  /**
   * @param freed called when a worker becomes free after none was
   */
  WorkerPool(String name, int size, Runnable freed) {
    this.threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + "-", 0).factory());
    this.free = new Semaphore(size);
    this.size = size;
    this.freed = freed;
  }

  /** Reserves the workers that are free; if it is none, the next one to be free is announced. */
  int reserve(int most) {
    int reserved = free.drainPermits();
    if (reserved == 0) {
      wanted = true;
      busy = true;
      reserved = free.drainPermits();
    }
    int surplus = Math.max(0, reserved - most);
    free.release(surplus);
    return reserved - surplus;
  }

  /** Reserves one worker, if one is free now. */
  boolean reserveOne() {
    return free.tryAcquire();
  }

  /** Gives back workers that were reserved and found nothing to do. */
  void release(int unused) {
    free.release(unused);
    if (unused > 0) {
      announce();
    }
  }

  /** The same for workers that were reserved for a claim; all others have got a job. */
  void claimed(int unused) {
    release(unused);
    busy = free() == 0;
  }

  /** Whether a claim has found no worker free, or has left none, of many. */
  boolean isBusy() {
    return busy && size >= MANY;
  }

  /** Waits until all workers are free; false if they are not within this time. */
  boolean awaitIdle(Duration patience) throws InterruptedException {
    boolean idle = free.tryAcquire(size, Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS);
    if (idle) {
      free.release(size);
    }
    return idle;
  }

  int free() {
    return free.availablePermits();
  }

  /**
   * Runs work on a worker that was reserved before; the worker is free again afterwards in any
   * case.
   */
  void execute(Runnable work) {
    try {
      threads.execute(() -> workAndRelease(work));
    } catch (RuntimeException | Error notStarted) {
      releaseOne();
      throw notStarted;
    }
  }

  private void workAndRelease(Runnable work) {
    try {
      work.run();
    } finally {
      releaseOne();
    }
  }

  private void releaseOne() {
    free.release();
    announce();
  }

  private void announce() {
    if (wanted) {
      wanted = false;
      freed.run();
    }
  }
}
