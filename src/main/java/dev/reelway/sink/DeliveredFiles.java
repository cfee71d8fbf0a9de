package dev.reelway.sink;

/** Says which sinks hold files, so that one whose folder is away is not taken for a new one. */
@FunctionalInterface
public interface DeliveredFiles {

  /** Whether files of a job were delivered to the sink of this name. */
  boolean isAny(String sink);
}
