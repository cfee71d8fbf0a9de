package dev.reelway.sink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.unit.DataSize;

/**
 * Checks whether the disks that files are written to have enough free space. Each check is a system
 * call.
 */
public final class DiskSpace {

  /** Never reports a shortage. */
  public static final DiskSpace ENOUGH = new DiskSpace(List.of(), 0, folder -> Long.MAX_VALUE);

  private static final Logger LOG = LoggerFactory.getLogger("reelway.sinks");

  private final List<Path> folders;
  private final long lowWater;
  private final Free free;
  private final AtomicBoolean low = new AtomicBoolean();

  /** Reads the free bytes of the disk that a folder is on. */
  public interface Free {

    long at(Path folder) throws IOException;
  }

  /** The disk of this folder has less free space than required. */
  public record Shortage(Path folder, DataSize free, DataSize lowWater) {}

  /**
   * @param folders the folders that files are written to; a missing folder counts as on the disk of
   *     its parent
   * @param lowWater the bytes that must be free on each disk
   */
  public DiskSpace(List<Path> folders, long lowWater) {
    this(folders, lowWater, DiskSpace::usable);
  }

  /**
   * @param free how free space is read
   */
  public DiskSpace(List<Path> folders, long lowWater, Free free) {
    this.folders = folders.stream().map(folder -> folder.toAbsolutePath().normalize()).toList();
    this.lowWater = lowWater;
    this.free = free;
  }

  /** Whether files have to wait because a disk is nearly full. A change is logged. */
  public boolean isLow() {
    var shortage = shortage();
    boolean isLow = shortage.isPresent();
    if (low.getAndSet(isLow) != isLow) {
      shortage.ifPresentOrElse(
          now ->
              LOG.warn(
                  "Delivery is paused: {} MB are free on the disk of {}, less than the {} MB of"
                      + " reelway.low-water",
                  now.free().toMegabytes(),
                  now.folder(),
                  now.lowWater().toMegabytes()),
          () -> LOG.info("Delivery resumed: enough disk space is free"));
    }
    return isLow;
  }

  /** The first folder with too little free space. */
  public Optional<Shortage> shortage() {
    return folders.stream().flatMap(folder -> shortage(folder).stream()).findFirst();
  }

  /** A disk that cannot be read is a different failure, which writing to it will report. */
  private Optional<Shortage> shortage(Path folder) {
    try {
      var closest = existing(folder);
      long bytes = closest == null ? Long.MAX_VALUE : free.at(closest);
      return bytes >= lowWater
          ? Optional.empty()
          : Optional.of(new Shortage(folder, DataSize.ofBytes(bytes), DataSize.ofBytes(lowWater)));
    } catch (IOException ignored) {
      return Optional.empty();
    }
  }

  /** A file store would be found by reading all mounts of the machine. */
  private static long usable(Path folder) throws IOException {
    var file = folder.toFile();
    long usable = file.getUsableSpace();
    if (usable == 0 && file.getTotalSpace() == 0) {
      throw new IOException("the disk of " + folder + " cannot be read");
    }
    return usable;
  }

  private static @Nullable Path existing(Path folder) {
    @Nullable Path closest = folder;
    while (closest != null && !Files.isDirectory(closest)) {
      closest = closest.getParent();
    }
    return closest;
  }
}
