package dev.reelway.drills;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A gate at which one passage of many is held until it is released; the others pass. */
final class Hold {

  private final AtomicInteger left = new AtomicInteger();
  private volatile CountDownLatch reached = new CountDownLatch(1);
  private volatile CountDownLatch released = new CountDownLatch(1);

  /** Holds the passage of this number from now on. */
  void arm(int number) {
    reached = new CountDownLatch(1);
    released = new CountDownLatch(1);
    left.set(number);
  }

  /** Whether a passage is held. */
  boolean isReached() {
    return reached.getCount() == 0;
  }

  /** Lets go of the passage that is held, and holds no other. */
  void release() {
    left.set(0);
    released.countDown();
  }

  void pass() {
    if (left.getAndUpdate(number -> Math.max(0, number - 1)) == 1) {
      reached.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
