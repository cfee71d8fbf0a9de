package dev.reelway.intake;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file of orders, read one after another. What is wrong with one order is said in its place; what
 * is wrong with the whole file is thrown as {@link PromptFileRefused}.
 */
interface PromptFile extends Closeable {

  /** The endings of names that say how a file is written. */
  Set<String> ENDINGS = Set.of("txt", "csv", "tsv", "jsonl", "json", "yaml", "yml");

  /** OpenAI's limits for a batch, which hold for every form. */
  int MOST_ORDERS = 50_000;

  long MOST_BYTES = 200_000_000;

  /** The next order, or null after the last one. */
  @Nullable Entry next() throws IOException;

  /**
   * Opens a file whose name ends in one of {@link #ENDINGS}.
   *
   * @throws NoSuchFileException where another node has read it to its end and moved it meanwhile
   */
  static PromptFile open(Path file) throws IOException {
    if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(file.toString());
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new PromptFileRefused("This is not a regular file.");
    }
    if (Files.size(file) > MOST_BYTES) {
      throw new PromptFileRefused("This file is longer than 200 MB: split it.");
    }
    return new OwnNames(GuardedFile.open(() -> reader(file)));
  }

  private static PromptFile reader(Path file) throws IOException {
    return switch (ending(String.valueOf(file.getFileName()))) {
      case "csv", "tsv" -> new PromptTable(file);
      case "jsonl" -> new PromptRecords(file);
      case "json", "yaml", "yml" -> new PromptList(file);
      default -> new PromptText(file);
    };
  }

  /** Opens a file of lines of JSON, whatever its name. */
  static PromptFile records(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new PromptFileRefused("This file is longer than 200 MB: split it.");
    }
    return new OwnNames(GuardedFile.open(() -> new PromptRecords(file)));
  }

  /** What stands behind a name's last dot, in lower case; nothing where there is no dot. */
  static String ending(String name) {
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }
}
