package dev.reelway.intake.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.wire.BoundedItems;
import dev.reelway.wire.BoundedJson;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Reads the items of a JSON file. */
final class JsonFileItems implements ItemReader {

  private final BoundedItems items;

  JsonFileItems(Reader text) throws IOException {
    this.items = new BoundedItems(text);
  }

  @Override
  public @Nullable JsonNode next() throws IOException {
    try {
      return items.next();
    } catch (StreamConstraintsException large) {
      throw new PromptFileRefused(
          "The order at line %d is too large: at most %d nesting levels and %d values are allowed."
              .formatted(line(large), BoundedJson.DEEPEST, BoundedJson.MOST_TOKENS));
    } catch (JsonProcessingException broken) {
      throw new PromptFileRefused("Invalid JSON at line %d.".formatted(line(broken)));
    }
  }

  private static int line(JsonProcessingException broken) {
    var at = broken.getLocation();
    return at == null ? 1 : at.getLineNr();
  }

  @Override
  public boolean isList() {
    return items.isList();
  }

  @Override
  public void close() throws IOException {
    items.close();
  }
}
