package dev.reelway.job;

/**
 * A worker reported on a job that was taken from it: its lease ran out, or the job was cancelled or
 * expired meanwhile. What it reports does not count.
 */
public final class StaleNote extends RuntimeException {

  StaleNote(String id) {
    super(id + " is in other hands by now", null, false, false);
  }
}
