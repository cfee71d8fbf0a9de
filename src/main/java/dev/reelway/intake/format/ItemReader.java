package dev.reelway.intake.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads a JSON or YAML file that is a list of items, or a single item, one item at a time. */
interface ItemReader extends Closeable {

  int MOST_BYTES = 20_000_000;

  /** The next item, or null after the last one. */
  @Nullable JsonNode next() throws IOException;

  /** Whether the file is a list; valid once the first item has been read. */
  boolean isList();

  /**
   * Opens a file.
   *
   * @param ending the extension that says the format
   * @throws PromptFileRefused if it is larger than 20 MB
   */
  static ItemReader open(Path file, String ending) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new PromptFileRefused("The file is larger than 20 MB. Write its orders as .jsonl.");
    }
    var text = TextEncoding.open(file);
    try {
      return ending.equals("json") ? new JsonFileItems(text) : new YamlItemReader(text, MOST_BYTES);
    } catch (IOException | RuntimeException e) {
      text.close();
      throw e;
    }
  }
}
