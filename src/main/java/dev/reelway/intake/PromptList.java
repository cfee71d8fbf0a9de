package dev.reelway.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.order.Wishes;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * {@code .json} and {@code .yaml}: one order, or a list of them, each an object (see {@link
 * RecordForm}) or a prompt alone. The file is read as a whole, and so is shorter than others may
 * be.
 */
final class PromptList implements PromptFile {

  private static final int MOST_BYTES = 20_000_000;
  private static final int DEEPEST = 64;

  private final Iterator<JsonNode> orders;
  private int number;

  PromptList(Path file) throws IOException {
    this.orders = read(file).iterator();
  }

  /** One order stands for a list of one, and nothing at all for an empty one. */
  private static Iterable<JsonNode> read(Path file) throws IOException {
    var all = parsed(file);
    return all.isArray() ? all : all.isMissingNode() || all.isNull() ? List.of() : List.of(all);
  }

  /** What stands in a file of JSON or YAML; nothing at all is a missing or null node. */
  static JsonNode parsed(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new PromptFileRefused("This file is longer than 20 MB: write its orders as .jsonl.");
    }
    try (var text = Encoding.open(file)) {
      return PromptFile.ending(file.toString()).equals("json")
          ? RecordForm.JSON.readTree(text)
          : yaml(text);
    } catch (JsonProcessingException broken) {
      var at = broken.getLocation();
      throw new PromptFileRefused(
          "This file is no JSON: it breaks off, or has a mistake, in line %d."
              .formatted(at == null ? 1 : at.getLineNr()));
    }
  }

  private static JsonNode yaml(Reader text) {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setNestingDepthLimit(DEEPEST);
    options.setMaxAliasesForCollections(0);
    options.setCodePointLimit(MOST_BYTES);
    try {
      Object all = new Yaml(new SafeConstructor(options)).load(text);
      return RecordForm.JSON.valueToTree(all);
    } catch (YAMLException broken) {
      throw new PromptFileRefused("This file is no YAML: " + place(broken));
    }
  }

  private static String place(YAMLException broken) {
    return broken instanceof org.yaml.snakeyaml.error.MarkedYAMLException marked
            && marked.getProblemMark() != null
        ? "it has a mistake in line %d.".formatted(marked.getProblemMark().getLine() + 1)
        : "it is nested too deeply, or repeats itself.";
  }

  @Override
  public @Nullable Entry next() {
    if (!orders.hasNext()) {
      return null;
    }
    number++;
    return switch (orders.next()) {
      case ObjectNode record -> RecordForm.entry(number, record);
      case TextNode prompt -> Entry.of(number, null, Wishes.of("prompt", prompt.textValue()));
      case JsonNode other -> Entry.refused(number, "An order must be an object, or a prompt");
    };
  }

  @Override
  public void close() {}
}
