package dev.reelway.intake;

import dev.reelway.intake.format.PromptFile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.jspecify.annotations.Nullable;

/**
 * Accepts prompt files that are complete and skips those that are still being written. A file is
 * complete when its size and modification time have not changed for a while, or when a marker file
 * exists beside it. The check never waits, so that ten thousand files take as long as one.
 */
final class StableFileFilter implements GenericFileFilter<File> {

  private static final int MAX_SIGHTINGS = 1_000_000;

  private final long settledMillis;
  private final @Nullable String marker;
  private final Predicate<String> waits;
  private final Clock clock;
  private final Map<String, Sighting> sightings = new HashMap<>();

  /**
   * @param settledMillis how long a file must be unchanged, in milliseconds
   * @param marker the suffix of the marker file, appended to the name of the prompt file, or null
   *     to compare size and time
   * @param waits whether the file of this name is not accepted now
   */
  StableFileFilter(
      long settledMillis, @Nullable String marker, Predicate<String> waits, Clock clock) {
    this.waits = waits;
    this.settledMillis = settledMillis;
    this.marker = marker;
    this.clock = clock;
  }

  /** The size and modification time of a file, and when they were first seen, in milliseconds. */
  private record Sighting(long size, long modified, long since) {

    boolean isSameAs(Sighting other) {
      return size == other.size && modified == other.modified;
    }
  }

  @Override
  public synchronized boolean accept(GenericFile<File> file) {
    var name = file.getFileNameOnly();
    if (file.isDirectory() || !isPromptFile(name) || waits.test(name)) {
      return false;
    }
    try {
      var found =
          Files.readAttributes(
              file.getFile().toPath(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return found.isRegularFile()
          && (marker == null ? hasArrived(name, found) : isMarked(file, marker));
    } catch (IOException gone) {
      return false;
    }
  }

  private static boolean isMarked(GenericFile<File> file, String marker) {
    var folder = Objects.requireNonNull(file.getFile().toPath().getParent());
    return NameForms.companion(folder, file.getFileNameOnly(), marker).isPresent();
  }

  private boolean hasArrived(String name, BasicFileAttributes found) {
    var seen = new Sighting(found.size(), found.lastModifiedTime().toMillis(), clock.millis());
    var before = sightings.get(name);
    if (before == null || !before.isSameAs(seen)) {
      remember(name, seen);
      return false;
    }
    return seen.since() - before.since() >= settledMillis && sightings.remove(name) != null;
  }

  private void remember(String name, Sighting seen) {
    if (sightings.size() >= MAX_SIGHTINGS) {
      sightings.clear();
    }
    sightings.put(name, seen);
  }

  /** False for hidden files, lock files of office programs and options files. */
  static boolean isPromptFile(String name) {
    return PromptFile.ENDINGS.contains(PromptFile.ending(name))
        && !isOptions(name)
        && !name.startsWith(".")
        && !name.startsWith("~$");
  }

  static boolean isOptions(String name) {
    return name.matches("(?is).+\\.options\\.ya?ml");
  }
}
