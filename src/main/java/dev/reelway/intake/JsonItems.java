package dev.reelway.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.wire.BoundedItems;
import dev.reelway.wire.BoundedJson;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** The items of a file of JSON. */
final class JsonItems implements ListedItems {

  private final BoundedItems items;

  JsonItems(Reader text) throws IOException {
    this.items = new BoundedItems(text);
  }

  @Override
  public @Nullable JsonNode next() throws IOException {
    try {
      return items.next();
    } catch (StreamConstraintsException large) {
      throw new PromptFileRefused(
          "An order in line %d is too large: it may have %d levels and %d values at most."
              .formatted(line(large), BoundedJson.DEEPEST, BoundedJson.MOST_TOKENS));
    } catch (JsonProcessingException broken) {
      throw new PromptFileRefused(
          "This file is no JSON: it breaks off, or has a mistake, in line %d."
              .formatted(line(broken)));
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
