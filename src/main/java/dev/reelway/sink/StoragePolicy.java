package dev.reelway.sink;

import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether files can be stored, and how long they are kept.
 *
 * @param space the free space of the disks that files are written to
 * @param retention how long files are kept
 * @param elsewhere whether only other processes can know a licence of this name, and with it how
 *     long its files are kept
 */
public record StoragePolicy(DiskSpace space, RetentionRule retention, Predicate<String> elsewhere) {

  /** Never short of space, and files are kept forever. */
  public static final StoragePolicy FOREVER =
      new StoragePolicy(DiskSpace.ENOUGH, (licence, sink) -> null, licence -> false);

  /** How long the files of a licence are kept in a sink. */
  public interface RetentionRule {

    /** The duration, or null to keep files forever. */
    @Nullable Duration of(String licence, String sink);
  }
}
