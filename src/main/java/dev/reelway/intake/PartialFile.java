package dev.reelway.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reelway.sink.DiskSync;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Writes a file that appears under its name only when it is complete, so that two nodes can write
 * the same one. Unpaired surrogates become question marks.
 */
final class PartialFile implements ResultLines.Out, Closeable {

  private final Path file;
  private final Path partial;
  private final BufferedWriter out;

  PartialFile(Path folder, String name) throws IOException {
    this.file = folder.resolve(name);
    this.partial = folder.resolve("." + name + "." + UUID.randomUUID().hashCode() + ".part");
    this.out = new BufferedWriter(new OutputStreamWriter(Files.newOutputStream(partial), UTF_8));
  }

  /**
   * Deletes the partial files of stopped writers of a batch. Only for a batch whose files are all
   * complete.
   */
  static void deletePartials(Path folder, String batch) throws IOException {
    var name =
        Pattern.quote("." + batch) + "\\.(results|errors|report)\\.(jsonl|html)\\.-?\\d+\\.part";
    try (var found =
        Files.newDirectoryStream(
            folder, file -> String.valueOf(file.getFileName()).matches(name))) {
      for (var part : found) {
        Files.deleteIfExists(part);
      }
    }
  }

  @Override
  public void line(String text) throws IOException {
    out.write(text);
    out.write('\n');
  }

  /** Waits until what was written is on the disk. */
  void sync() throws IOException {
    out.flush();
    DiskSync.file(partial);
  }

  /** Moves the complete file to its name. */
  void complete() throws IOException {
    out.close();
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Deletes the file unless it is complete. */
  @Override
  public void close() throws IOException {
    out.close();
    Files.deleteIfExists(partial);
  }
}
