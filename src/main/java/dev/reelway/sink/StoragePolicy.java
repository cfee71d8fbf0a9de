package dev.reelway.sink;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether files can be stored, and how long they are kept.
 *
 * @param space the free space of the disks that files are written to
 * @param retention how long files are kept
 */
public record StoragePolicy(DiskSpace space, RetentionRule retention) {

  /** Never short of space, and files are kept forever. */
  public static final StoragePolicy FOREVER =
      new StoragePolicy(DiskSpace.ENOUGH, (licence, sink) -> null);

  /** How long the files of a licence are kept in a sink. */
  public interface RetentionRule {

    /** The duration, or null to keep files forever. */
    @Nullable Duration of(String licence, String sink);
  }
}
