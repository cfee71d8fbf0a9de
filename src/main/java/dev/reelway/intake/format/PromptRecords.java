package dev.reelway.intake.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * {@code .jsonl} and {@code .ndjson}: one order per line, see {@link OrderRecord}; blank lines are
 * skipped.
 */
final class PromptRecords implements PromptFile {

  private static final int MAX_LINE_LENGTH = 1_000_000;

  private final LineReader lineReader;

  PromptRecords(Path file) throws IOException {
    this.lineReader = new LineReader(TextEncoding.open(file), MAX_LINE_LENGTH);
  }

  @Override
  public @Nullable OrderEntry next() throws IOException {
    for (var line = lineReader.next(); line != null; line = lineReader.next()) {
      if (!line.isBlank()) {
        return orderEntry(line);
      }
    }
    return null;
  }

  /** Whether the first line that is not blank is a line of OpenAI's Batch API. */
  static boolean beginWithCall(Path file) throws IOException {
    try (var lines = new LineReader(TextEncoding.open(file), MAX_LINE_LENGTH)) {
      var line = lines.next();
      while (line != null && line.isBlank()) {
        line = lines.next();
      }
      return line != null && isCall(line);
    }
  }

  private static boolean isCall(String line) {
    try {
      return OrderRecord.JSON.readTree(line) instanceof ObjectNode record
          && record.has("url")
          && record.has("body");
    } catch (JsonProcessingException other) {
      return false;
    }
  }

  private OrderEntry orderEntry(String line) {
    int number = lineReader.number();
    if (lineReader.isCut(line)) {
      return OrderEntry.refused(
          number,
          "The line is longer than 1000000 characters: refer to an image by file name or link");
    }
    try {
      return OrderRecord.JSON.readTree(line) instanceof ObjectNode record
          ? OrderRecord.orderEntry(number, record)
          : OrderEntry.refused(number, "The line must be one JSON object");
    } catch (StreamConstraintsException large) {
      return OrderEntry.refused(number, OrderRecord.tooLarge("line"));
    } catch (JsonProcessingException broken) {
      return OrderEntry.refused(number, "The line must be one JSON object, without duplicate keys");
    }
  }

  @Override
  public void close() throws IOException {
    lineReader.close();
  }
}
