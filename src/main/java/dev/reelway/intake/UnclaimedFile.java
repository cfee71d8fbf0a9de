package dev.reelway.intake;

import dev.reelway.intake.format.PromptFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

  /** What holds a table that is not read. */
  private static final Set<String> TABLES =
      Set.of("xls", "xlsm", "xlsb", "numbers", "gsheet", "fods", "dbf");

  /** What holds a text that is not read. */
  private static final Set<String> TEXTS =
      Set.of("doc", "docx", "docm", "odt", "rtf", "pdf", "pages", "gdoc", "epub");

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
   * Whether no reader takes this file: not a folder, hidden, partial or a lock file, not a cancel
   * or prompt file, and not the options or marker file of a prompt file that is there.
   *
   * @param promptFiles what the prompt files in the inbox are called, see {@link #calls}
   */
  boolean isUnclaimed(Inbox inbox, Set<String> promptFiles) {
    var name = name();
    var other = companion(inbox);
    return !isPartial(name)
        && !CancelFileFilter.isCancelFile(name)
        && (other == null || !promptFiles.contains(folded(other)))
        && !isPromptFile()
        && !Files.isDirectory(file);
  }

  private boolean isPromptFile() {
    return StableFileFilter.isPromptFile(name()) && isRegular();
  }

  /** What options and marker files call this prompt file: by its name, or without its ending. */
  Stream<String> calls() {
    var name = name();
    return isPromptFile()
        ? Stream.of(name, name.substring(0, name.lastIndexOf('.'))).map(UnclaimedFile::folded)
        : Stream.empty();
  }

  /** Some disks make no difference between capital and small letters. */
  private static String folded(String name) {
    return NameForms.composed(name).toLowerCase(Locale.ROOT);
  }

  /** Whether it is an options or marker file, which waits for its prompt file. */
  boolean isCompanion(Inbox inbox) {
    return companion(inbox) != null;
  }

  /** What it calls the prompt file that it belongs to, or null if it belongs to none. */
  private @Nullable String companion(Inbox inbox) {
    var name = name();
    if (StableFileFilter.isOptions(name)) {
      return name.replaceFirst("(?i)\\.options\\.ya?ml$", "");
    }
    var marker = inbox.marker();
    return marker != null && name.endsWith(marker)
        ? name.substring(0, name.length() - marker.length())
        : null;
  }

  private static boolean isPartial(String name) {
    return name.startsWith(".")
        || name.startsWith("~$")
        || name.endsWith("~")
        || PARTIAL.contains(PromptFile.ending(name))
        || DESKTOP.contains(name.toLowerCase(Locale.ROOT));
  }

  boolean isImage() {
    return isImage(name());
  }

  /** Whether a name has the extension of an image, a video or an audio file. */
  static boolean isImage(String name) {
    var ending = PromptFile.ending(name);
    return IMAGES.contains(ending) || MEDIA.contains(ending);
  }

  /**
   * Whether it is a document of an office program, in which somebody may have written orders: no
   * later file can make it one that is read.
   */
  boolean isDocument() {
    return isTable() || TEXTS.contains(PromptFile.ending(name()));
  }

  private boolean isTable() {
    return TABLES.contains(PromptFile.ending(name()));
  }

  private boolean isRegular() {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  String name() {
    return String.valueOf(file.getFileName());
  }

  /** Why it is not read, and what to do, for the person who dropped it. */
  String reason(Inbox inbox) {
    if (!isRegular()) {
      return "The file is not a regular file. Drop a copy of the file itself.";
    }
    if (isCompanion(inbox)) {
      return "The file that it belongs to was not dropped. Drop it again with that file.";
    }
    return isImage()
        ? "No order named this file. Drop it again beside a file that names it."
        : "Files of this type are not read. " + form();
  }

  private String form() {
    if (isDocument()) {
      return isTable()
          ? "Save the table as .xlsx, .ods or .csv, with a column prompt."
          : "Save the prompts as .txt, one on each line, or as a table: .xlsx, .ods or .csv.";
    }
    return "Save the orders with one of these extensions: %s."
        .formatted(
            new TreeSet<>(PromptFile.ENDINGS)
                .stream().map(ending -> "." + ending).collect(Collectors.joining(", ")));
  }
}
