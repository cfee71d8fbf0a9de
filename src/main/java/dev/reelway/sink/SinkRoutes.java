package dev.reelway.sink;

/** Tells which sinks have a route file. */
@FunctionalInterface
public interface SinkRoutes {

  /** Whether there are routes of a sink. */
  boolean knows(String sink);
}
