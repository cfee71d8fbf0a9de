package dev.reelway.setup;

/**
 * The threads of the system that run the virtual ones. A virtual thread that commits to SQLite
 * keeps its carrier until the file is flushed, as native code does; so there is one more of them
 * than there are processors, and all processors work meanwhile.
 */
public final class CarrierThreads {

  private static final String COUNT = "jdk.virtualThreadScheduler.parallelism";

  private CarrierThreads() {}

  /** Takes effect before the first virtual thread runs. A count set by {@code -D} is kept. */
  public static void addOne() {
    if (System.getProperty(COUNT) == null) {
      System.setProperty(COUNT, String.valueOf(Runtime.getRuntime().availableProcessors() + 1));
    }
  }
}
