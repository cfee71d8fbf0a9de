package dev.reelway.intake;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.jspecify.annotations.Nullable;

/**
 * Tells the files that have arrived from those that are still being written: a prompt file has
 * arrived when its size and time have stayed the same from one look to a later one, or when a file
 * beside it says so. Looking costs no waiting, so ten thousand files arrive as fast as one.
 */
final class Arrivals implements GenericFileFilter<File> {

  private static final int MOST_REMEMBERED = 1_000_000;

  private final long settledMillis;
  private final @Nullable String marker;
  private final Clock clock;
  private final Map<String, Sighting> sightings = new HashMap<>();

  /**
   * @param settledMillis how long a file must have stayed the same
   * @param marker what the name of the file ends in that says instead that one has arrived, or null
   */
  Arrivals(long settledMillis, @Nullable String marker, Clock clock) {
    this.settledMillis = settledMillis;
    this.marker = marker;
    this.clock = clock;
  }

  /** How a file looked, and since when. */
  private record Sighting(long size, long modified, long since) {

    boolean looksLike(Sighting other) {
      return size == other.size && modified == other.modified;
    }
  }

  @Override
  public synchronized boolean accept(GenericFile<File> file) {
    if (file.isDirectory() || !isPromptFile(file.getFileNameOnly())) {
      return false;
    }
    try {
      var found =
          Files.readAttributes(
              file.getFile().toPath(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return found.isRegularFile()
          && (marker == null ? hasArrived(file.getFileNameOnly(), found) : isMarked(file, marker));
    } catch (IOException gone) {
      return false;
    }
  }

  private static boolean isMarked(GenericFile<File> file, String marker) {
    var beside = file.getFile().toPath().resolveSibling(file.getFileNameOnly() + marker);
    return Files.isRegularFile(beside, LinkOption.NOFOLLOW_LINKS);
  }

  private boolean hasArrived(String name, BasicFileAttributes found) {
    var seen = new Sighting(found.size(), found.lastModifiedTime().toMillis(), clock.millis());
    var before = sightings.get(name);
    if (before == null || !before.looksLike(seen)) {
      remember(name, seen);
      return false;
    }
    return seen.since() - before.since() >= settledMillis && sightings.remove(name) != null;
  }

  private void remember(String name, Sighting seen) {
    if (sightings.size() >= MOST_REMEMBERED) {
      sightings.clear();
    }
    sightings.put(name, seen);
  }

  /**
   * What is hidden, or a word processor's lock beside an open file, was not dropped by a person.
   */
  static boolean isPromptFile(String name) {
    return PromptFile.ENDINGS.contains(PromptFile.ending(name))
        && !name.matches("(?i).+\\.options\\.ya?ml")
        && !name.startsWith(".")
        && !name.startsWith("~$");
  }
}
