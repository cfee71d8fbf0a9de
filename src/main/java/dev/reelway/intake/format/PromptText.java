package dev.reelway.intake.format;

import dev.reelway.order.Parameters;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * {@code .txt}: one prompt per line; lines that start with {@code #} and blank lines are skipped. A
 * line longer than any prompt may be is cut, and refused later for its length.
 */
final class PromptText implements PromptFile {

  private static final int MAX_LINE_LENGTH = 70_000;

  private final LineReader lineReader;

  PromptText(Path file) throws IOException {
    this.lineReader = new LineReader(TextEncoding.open(file), MAX_LINE_LENGTH);
  }

  @Override
  public @Nullable OrderEntry next() throws IOException {
    for (var line = lineReader.next(); line != null; line = lineReader.next()) {
      var prompt = lineReader.isCut(line) ? line : line.strip();
      if (!prompt.isEmpty() && !prompt.startsWith("#")) {
        return OrderEntry.of(lineReader.number(), null, Parameters.of("prompt", prompt));
      }
    }
    return null;
  }

  /** Counts the lines that are skipped because they begin with {@code #}. */
  static int comments(Path file) throws IOException {
    int comments = 0;
    try (var lines = new LineReader(TextEncoding.open(file), MAX_LINE_LENGTH)) {
      for (var line = lines.next(); line != null; line = lines.next()) {
        comments += line.strip().startsWith("#") && !lines.isCut(line) ? 1 : 0;
      }
    }
    return comments;
  }

  @Override
  public void close() throws IOException {
    lineReader.close();
  }
}
