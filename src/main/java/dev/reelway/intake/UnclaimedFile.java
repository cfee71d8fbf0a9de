package dev.reelway.intake;

import dev.reelway.intake.format.PromptFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A file in an inbox that no reader takes.
 *
 * @param file its path
 */
record UnclaimedFile(Path file) {

  private static final Set<String> IMAGES =
      Set.of("png", "jpg", "jpeg", "webp", "gif", "avif", "heic", "heif", "bmp", "tif", "tiff");

  private static final Set<String> MEDIA =
      Set.of("mp4", "mov", "webm", "mp3", "wav", "m4a", "aac", "ogg", "flac");

  /** What programs call a file that they are still writing, or keep beside another one. */
  private static final Set<String> PARTIAL =
      Set.of(
          "part",
          "partial",
          "filepart",
          "crdownload",
          "download",
          "tmp",
          "temp",
          "swp",
          "lock",
          "lck");

  /** What file managers add to a folder by themselves. */
  private static final Set<String> DESKTOP = Set.of("thumbs.db", "desktop.ini", "icon\r");

  /**
   * Whether no reader takes this file: not a folder, hidden, partial or a lock file, not a prompt
   * file, and not an options, cancel or marker file, which waits for its prompt file.
   */
  boolean isUnclaimed(Inbox inbox) {
    var name = name();
    return !isPartial(name)
        && !belongsToAnother(name, inbox)
        && !(StableFileFilter.isPromptFile(name) && isRegular())
        && !Files.isDirectory(file);
  }

  private static boolean isPartial(String name) {
    return name.startsWith(".")
        || name.startsWith("~$")
        || name.endsWith("~")
        || PARTIAL.contains(PromptFile.ending(name))
        || DESKTOP.contains(name.toLowerCase(Locale.ROOT));
  }

  private static boolean belongsToAnother(String name, Inbox inbox) {
    return StableFileFilter.isOptions(name)
        || name.endsWith(CancelFileFilter.ENDING)
        || inbox.marker() != null && name.endsWith(inbox.marker());
  }

  boolean isImage() {
    return isImage(name());
  }

  /** Whether a name has the extension of an image, a video or an audio file. */
  static boolean isImage(String name) {
    var ending = PromptFile.ending(name);
    return IMAGES.contains(ending) || MEDIA.contains(ending);
  }

  private boolean isRegular() {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  String name() {
    return String.valueOf(file.getFileName());
  }

  /** Why it is not read, and what to do, for the person who dropped it. */
  String reason() {
    if (!isRegular()) {
      return "The file is not a regular file. Drop a copy of the file itself.";
    }
    return isImage()
        ? "No order named this file. Drop it again beside a file that names it."
        : "Files of this type are not read. Save the orders with one of these extensions: %s."
            .formatted(
                new TreeSet<>(PromptFile.ENDINGS)
                    .stream().map(ending -> "." + ending).collect(Collectors.joining(", ")));
  }
}
