package dev.reelway.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.order.Wishes;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * {@code .json} and {@code .yaml}: one order, or a list of them, each an object (see {@link
 * RecordForm}) or a prompt alone. One order stands for a list of one, and nothing at all for an
 * empty list. No more than one order is in memory.
 */
final class PromptList implements PromptFile {

  private final ListedItems items;
  private int number;

  PromptList(Path file) throws IOException {
    this.items = ListedItems.open(file);
  }

  /** What stands in a file that is no list; a missing node where it is one, or holds nothing. */
  static JsonNode single(Path file) throws IOException {
    try (var items = ListedItems.open(file)) {
      var only = items.next();
      return only == null || items.isList() || items.next() != null
          ? MissingNode.getInstance()
          : only;
    }
  }

  @Override
  public @Nullable Entry next() throws IOException {
    var item = items.next();
    if (item == null) {
      return null;
    }
    number++;
    return switch (item) {
      case ObjectNode record -> RecordForm.entry(number, record);
      case TextNode prompt -> Entry.of(number, null, Wishes.of("prompt", prompt.textValue()));
      case JsonNode other -> Entry.refused(number, "An order must be an object, or a prompt");
    };
  }

  @Override
  public void close() throws IOException {
    items.close();
  }
}
