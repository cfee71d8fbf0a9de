package dev.reelway.net;

import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * What ends calls that take too long in all. The time limits of a connection are for each read, and
 * a peer keeps them that sends a byte now and then.
 */
public final class Alarms {

  private Alarms() {}

  /** A thread of this name that runs what is scheduled; what was cancelled is forgotten at once. */
  public static ScheduledThreadPoolExecutor named(String name) {
    var alarms =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
    alarms.setRemoveOnCancelPolicy(true);
    return alarms;
  }
}
