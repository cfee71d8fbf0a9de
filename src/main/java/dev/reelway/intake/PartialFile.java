package dev.reelway.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

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
 * A file that is there under its name only once it is whole. Two nodes that write the same one do
 * not meet before that. Halves of characters, which no file can hold, become question marks.
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

  /** Removes what dead writers have left of a batch's files, once all of these lie there. */
  static void tidy(Path folder, String batch) throws IOException {
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

  /** Nothing more is to be written. */
  void complete() throws IOException {
    out.close();
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** What is not complete by now is not kept. */
  @Override
  public void close() throws IOException {
    out.close();
    Files.deleteIfExists(partial);
  }
}
