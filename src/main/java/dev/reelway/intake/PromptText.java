package dev.reelway.intake;

import dev.reelway.order.Wishes;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * {@code .txt}: a prompt a line, {@code #} begins a comment line, blank lines count for nothing. A
 * line longer than any prompt may be is cut, and so refused later.
 */
final class PromptText implements PromptFile {

  private static final int LONGEST_LINE = 70_000;

  private final Lines lines;

  PromptText(Path file) throws IOException {
    this.lines = new Lines(Encoding.open(file), LONGEST_LINE);
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
