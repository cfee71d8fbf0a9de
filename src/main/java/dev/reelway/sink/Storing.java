package dev.reelway.sink;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether files are taken in, and how long they stay.
 *
 * @param space the disks that they go to
 */
public record Storing(DiskSpace space, Keep keep) {

  /** Where there is always room, and all files stay. */
  public static final Storing FOREVER = new Storing(DiskSpace.ENOUGH, (licence, sink) -> null);

  /** How long the files of a licence stay in a sink. */
  public interface Keep {

    /** Null for good. */
    @Nullable Duration of(String licence, String sink);
  }
}
