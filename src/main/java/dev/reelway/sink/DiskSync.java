package dev.reelway.sink;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Writes to the disk what the operating system would write some time later. */
public final class DiskSync {

  private DiskSync() {}

  /** Syncs the content of a file; its name is not part of it. */
  public static void file(Path file) throws IOException {
    try (var opened = FileChannel.open(file, StandardOpenOption.WRITE)) {
      opened.force(true);
    }
  }

  /** Syncs the names in a folder. */
  public static void folder(Path folder) throws IOException {
    try (var opened = open(folder)) {
      if (opened != null) {
        opened.force(true);
      }
    }
  }

  /** Some systems cannot open a folder, and need not. */
  private static @Nullable FileChannel open(Path folder) {
    try {
      return FileChannel.open(folder, StandardOpenOption.READ);
    } catch (IOException unsupported) {
      return null;
    }
  }
}
