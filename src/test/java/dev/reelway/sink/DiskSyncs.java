package dev.reelway.sink;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/** Tells which files and folders are synced to the disk. */
public final class DiskSyncs {

  private DiskSyncs() {}

  /** What is watched. */
  @FunctionalInterface
  public interface Work {

    void run() throws Exception;
  }

  /**
   * The paths that are synced while work is done, each as often as it is.
   *
   * @param folder for the recording
   */
  public static List<String> during(Work work, Path folder) throws Exception {
    try (var recording = new Recording()) {
      recording.enable("jdk.FileForce").withoutThreshold();
      recording.start();
      work.run();
      recording.stop();
      return paths(recording, folder.resolve("synced.jfr"));
    }
  }

  private static List<String> paths(Recording recording, Path file) throws IOException {
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream().map(one -> one.getString("path")).toList();
  }
}
