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

/** Whether the disks that files go to have room left; asking costs a call of the system. */
public final class DiskSpace {

  /** There is always room. */
  public static final DiskSpace ENOUGH = new DiskSpace(List.of(), 0, folder -> Long.MAX_VALUE);

  private static final Logger LOG = LoggerFactory.getLogger("reelway.sinks");

  private final List<Path> folders;
  private final long lowWater;
  private final Free free;
  private final AtomicBoolean low = new AtomicBoolean();

  /** Looks how many bytes are free where a folder lies. */
  public interface Free {

    long at(Path folder) throws IOException;
  }

  /** Less is free where this folder lies than must be. */
  public record Shortage(Path folder, DataSize free, DataSize lowWater) {}

  /**
   * @param folders where files go; those that are not there yet are to be on the disk of the folder
   *     above
   * @param lowWater the bytes that must be free there
   */
  public DiskSpace(List<Path> folders, long lowWater) {
    this(folders, lowWater, folder -> Files.getFileStore(folder).getUsableSpace());
  }

  /**
   * @param free where it is looked how much is free
   */
  public DiskSpace(List<Path> folders, long lowWater, Free free) {
    this.folders = folders.stream().map(folder -> folder.toAbsolutePath().normalize()).toList();
    this.lowWater = lowWater;
    this.free = free;
  }

  /** Whether files are to wait. */
  public boolean isLow() {
    var shortage = shortage();
    boolean isLow = shortage.isPresent();
    if (low.getAndSet(isLow) != isLow) {
      shortage.ifPresentOrElse(
          now ->
              LOG.warn(
                  "Films wait to be delivered: {} MB are free where {} lies, less than the {} MB of"
                      + " reelway.low-water",
                  now.free().toMegabytes(),
                  now.folder(),
                  now.lowWater().toMegabytes()),
          () -> LOG.info("Films are delivered again: there is room"));
    }
    return isLow;
  }

  /** The first of the folders where too little is free. */
  public Optional<Shortage> shortage() {
    return folders.stream().flatMap(folder -> shortage(folder).stream()).findFirst();
  }

  /** A disk that cannot be looked at is another trouble than a full one. */
  private Optional<Shortage> shortage(Path folder) {
    try {
      var there = existing(folder);
      long bytes = there == null ? Long.MAX_VALUE : free.at(there);
      return bytes >= lowWater
          ? Optional.empty()
          : Optional.of(new Shortage(folder, DataSize.ofBytes(bytes), DataSize.ofBytes(lowWater)));
    } catch (IOException unseen) {
      return Optional.empty();
    }
  }

  private static @Nullable Path existing(Path folder) {
    @Nullable Path there = folder;
    while (there != null && !Files.isDirectory(there)) {
      there = there.getParent();
    }
    return there;
  }
}
