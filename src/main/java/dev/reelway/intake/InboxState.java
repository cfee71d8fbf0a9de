package dev.reelway.intake;

import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What lies in an inbox.
 *
 * @param folder its absolute path
 * @param licence the licence that owns its jobs
 * @param waiting how many prompt files are not claimed yet; 10,000 may be more, of the others too
 * @param working how many files are claimed and have no results yet
 * @param failed how many files lie in {@code failed/}
 * @param lastError why the last one of these was moved there, or why the folder cannot be read
 */
public record InboxState(
    String name,
    Path folder,
    String licence,
    long waiting,
    long working,
    long failed,
    @Nullable Error lastError) {

  /**
   * Why a file is not read.
   *
   * @param file its name, or null if it is the folder that cannot be read
   */
  public record Error(Instant at, @Nullable String file, String sentence) {}
}
