package dev.reelway.sink;

import java.io.IOException;

/**
 * Removes the files of a job by their names: the sidecar, the video or images and the thumbnail.
 * The folder of a day, which may contain a hundred thousand videos, is never listed for that.
 */
public final class FilesOfJob {

  /** More files than a job has, unless its upstream sent more images than were ordered. */
  private static final int FIRST_UNLIKELY = 10;

  private FilesOfJob() {}

  /** Deletes one file. */
  @FunctionalInterface
  public interface Deletion {

    /**
     * Deletes the file with this path, and answers whether there was one.
     *
     * @throws IOException if it could not be deleted
     */
    boolean delete(String path) throws IOException;
  }

  /**
   * Removes a file and everything beside it under its job's name. Missing files are ignored.
   *
   * @param path the path of one of them
   */
  public static void remove(String path, Deletion deletion) throws IOException {
    deletion.delete(path);
    var job = withoutExtension(path);
    deletion.delete(job + ".json");
    deleteMedia(job, deletion);
    int number = 2;
    while (deleteMedia(job + "-" + number, deletion) || number < FIRST_UNLIKELY) {
      number++;
    }
  }

  /** Deletes the files of this name with any media extension; answers whether there was one. */
  private static boolean deleteMedia(String name, Deletion deletion) throws IOException {
    boolean found = false;
    for (var mediaFormat : MediaFormat.values()) {
      found |= deletion.delete(name + "." + mediaFormat.extension());
    }
    return found;
  }

  private static String withoutExtension(String path) {
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') ? path.substring(0, dot) : path;
  }
}
