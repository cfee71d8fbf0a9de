package dev.reelway.intake;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that is there under its name only once it is whole. */
final class PartialFile implements ResultLines.Out, Closeable {

  private final Path file;
  private final Path partial;
  private final BufferedWriter out;

  PartialFile(Path folder, String name) throws IOException {
    this.file = folder.resolve(name);
    this.partial = folder.resolve("." + name + ".part");
    this.out = Files.newBufferedWriter(partial);
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
