package dev.reelway.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** {@code .jsonl}: one order per line, see {@link RecordForm}; blank lines are skipped. */
final class PromptRecords implements PromptFile {

  private static final int MAX_LINE_LENGTH = 1_000_000;

  private final Lines lines;

  PromptRecords(Path file) throws IOException {
    this.lines = new Lines(Encoding.open(file), MAX_LINE_LENGTH);
  }

  @Override
  public @Nullable Entry next() throws IOException {
    for (var line = lines.next(); line != null; line = lines.next()) {
      if (!line.isBlank()) {
        return entry(line);
      }
    }
    return null;
  }

  private Entry entry(String line) {
    int number = lines.number();
    if (lines.isCut(line)) {
      return Entry.refused(
          number,
          "The line is longer than 1000000 characters: refer to an image by file name or link");
    }
    try {
      return RecordForm.JSON.readTree(line) instanceof ObjectNode record
          ? RecordForm.entry(number, record)
          : Entry.refused(number, "The line must be one JSON object");
    } catch (StreamConstraintsException large) {
      return Entry.refused(number, RecordForm.tooLarge("line"));
    } catch (JsonProcessingException broken) {
      return Entry.refused(number, "The line must be one JSON object, without duplicate keys");
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
