package dev.reelway.intake;

import dev.reelway.order.Wishes;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * {@code .txt}: one prompt per line; lines that start with {@code #} and blank lines are skipped. A
 * line longer than any prompt may be is cut, and refused later for its length.
 */
final class PromptText implements PromptFile {

  private static final int MAX_LINE_LENGTH = 70_000;

  private final Lines lines;

  PromptText(Path file) throws IOException {
    this.lines = new Lines(Encoding.open(file), MAX_LINE_LENGTH);
  }

  @Override
  public @Nullable Entry next() throws IOException {
    for (var line = lines.next(); line != null; line = lines.next()) {
      var prompt = lines.isCut(line) ? line : line.strip();
      if (!prompt.isEmpty() && !prompt.startsWith("#")) {
        return Entry.of(lines.number(), null, Wishes.of("prompt", prompt));
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
