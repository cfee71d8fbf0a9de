package dev.reelway.intake.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.order.Parameters;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * {@code .json} and {@code .yaml}: one order or a list of orders, each an object (see {@link
 * OrderRecord}) or a prompt string. A single order is a list of one, an empty file an empty list.
 * Only one order at a time is in memory.
 */
public final class PromptList implements PromptFile {

  private final ItemReader items;
  private int number;

  PromptList(Path file, String ending) throws IOException {
    this.items = ItemReader.open(file, ending);
  }

  /**
   * The single value of a file; a missing node if the file is a list, has more than one value, or
   * is empty.
   */
  public static JsonNode single(Path file) throws IOException {
    try (var items = ItemReader.open(file, PromptFile.ending(file.toString()))) {
      var only = items.next();
      return only == null || items.isList() || items.next() != null
          ? MissingNode.getInstance()
          : only;
    }
  }

  @Override
  public @Nullable OrderEntry next() throws IOException {
    var item = items.next();
    if (item == null) {
      return null;
    }
    number++;
    return switch (item) {
      case ObjectNode record -> OrderRecord.orderEntry(number, record);
      case TextNode prompt ->
          OrderEntry.of(number, null, Parameters.of("prompt", prompt.textValue()));
      case JsonNode other ->
          OrderEntry.refused(number, "An order must be an object or a prompt string");
    };
  }

  @Override
  public void close() throws IOException {
    items.close();
  }
}
