package dev.reelway.intake.format;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the orders of a file one after another. An error in one order is part of its entry; an
 * error of the whole file is thrown as {@link PromptFileRefused}.
 */
public interface PromptFile extends Closeable {

  /** The file name extensions, which decide the format. */
  Set<String> ENDINGS =
      Set.of("txt", "csv", "tsv", "xlsx", "ods", "jsonl", "ndjson", "json", "yaml", "yml");

  /** OpenAI's limits for a batch, applied to every format. */
  int MOST_ORDERS = 50_000;

  long MOST_BYTES = 200_000_000;

  /** The next order, or null after the last one. */
  @Nullable OrderEntry next() throws IOException;

  /**
   * Opens a file whose name ends in one of {@link #ENDINGS}.
   *
   * @throws NoSuchFileException if another node has finished and moved it meanwhile
   * @throws PromptFileRefused if it is not a regular file, larger than 200 MB, or malformed
   */
  static PromptFile open(Path file) throws IOException {
    return open(file, List.of());
  }

  /**
   * The same.
   *
   * @param models the models of orders that name none, which are made with each of them; empty for
   *     the usual model
   */
  static PromptFile open(Path file, List<String> models) throws IOException {
    return open(file, ending(String.valueOf(file.getFileName())), models);
  }

  /**
   * The same for a file whose own name says nothing.
   *
   * @param ending one of {@link #ENDINGS}
   */
  static PromptFile open(Path file, String ending, List<String> models) throws IOException {
    if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(file.toString());
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new PromptFileRefused("The file is not a regular file.");
    }
    if (Files.size(file) > MOST_BYTES) {
      throw new PromptFileRefused("The file is larger than 200 MB. Split it.");
    }
    return new UniqueCustomIds(
        new BakeOffs(RefusingPromptFile.open(() -> reader(file, ending)), models));
  }

  /**
   * Reads a whole file and answers the number of its orders.
   *
   * @throws PromptFileRefused as above, or if it has no orders
   */
  static int count(Path file) throws IOException {
    return count(file, List.of());
  }

  /** The same for orders that are made with each of these models if they name none. */
  static int count(Path file, List<String> models) throws IOException {
    int total = 0;
    try (var entries = open(file, models)) {
      while (entries.next() != null) {
        total++;
      }
    }
    if (total == 0) {
      throw new PromptFileRefused(
          "The file contains no prompts. Write one prompt per line."
              + (comments(file) > 0 ? " Lines that begin with # are comments." : ""));
    }
    return total;
  }

  /** How many lines of a {@code .txt} are comments, which begin with {@code #}. */
  static int comments(Path file) throws IOException {
    return comments(file, ending(file.toString()));
  }

  /** The same for a file whose own name says nothing. */
  static int comments(Path file, String ending) throws IOException {
    return ending.equals("txt") ? PromptText.comments(file) : 0;
  }

  private static PromptFile reader(Path file, String ending) throws IOException {
    return switch (ending) {
      case "csv", "tsv" -> new PromptTable(file);
      case "xlsx", "ods" -> new PromptSheet(file, ending);
      case "jsonl", "ndjson" -> new PromptRecords(file);
      case "json", "yaml", "yml" -> new PromptList(file, ending);
      default -> new PromptText(file);
    };
  }

  /**
   * The extension that says the format of an upload: that of its name. Lines of OpenAI's Batch API
   * are {@code jsonl} under names of texts too, and so is every file of an unknown extension.
   *
   * @param name the name that its author gave it
   * @throws PromptFileRefused if it is a text in an unknown encoding
   */
  static String form(Path file, String name) throws IOException {
    var ending = ending(name);
    boolean isText = ending.equals("txt") || ending.equals("json");
    boolean isRecords =
        !ENDINGS.contains(ending)
            || ending.equals("ndjson")
            || isText && RefusingPromptFile.guarded(() -> PromptRecords.beginWithCall(file));
    return isRecords ? "jsonl" : ending;
  }

  /** The extension of a file name in lower case; empty if there is none. */
  static String ending(String name) {
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }
}
