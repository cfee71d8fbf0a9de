package dev.reelway.api;

import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * Lets only a few calls read the lines of batches at the same time: each reads a whole input file,
 * and copies it first where its sink is not on this machine.
 */
final class BatchReadings {

  private static final int MOST = 4;

  private final Semaphore free = new Semaphore(MOST);

  /** Reads lines. */
  interface Reading {

    void run() throws IOException;
  }

  /** Reads lines, or refuses the call if too many others do. */
  void run(Reading reading) throws IOException {
    if (!free.tryAcquire()) {
      throw new RequestRefused(
          503,
          null,
          "results_busy",
          "Too many results of batches are being read. Try again later.");
    }
    try {
      reading.run();
    } finally {
      free.release();
    }
  }
}
