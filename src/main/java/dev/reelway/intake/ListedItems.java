package dev.reelway.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file of JSON or YAML that is a list of items, or one item, read one after another. */
interface ListedItems extends Closeable {

  int MOST_BYTES = 20_000_000;

  /** The next item, or null after the last one. */
  @Nullable JsonNode next() throws IOException;

  /** Whether the file is a list, once its first item is read. */
  boolean isList();

  /** Opens a file, whose name tells what it is. */
  static ListedItems open(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new PromptFileRefused("This file is longer than 20 MB: write its orders as .jsonl.");
    }
    var text = Encoding.open(file);
    try {
      return PromptFile.ending(file.toString()).equals("json")
          ? new JsonItems(text)
          : new YamlList(text, MOST_BYTES);
    } catch (IOException | RuntimeException e) {
      text.close();
      throw e;
    }
  }
}
