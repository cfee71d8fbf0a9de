package dev.reelway.intake.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.wire.BoundedJson;
import java.io.IOException;
import java.io.Reader;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads the items of a YAML file. */
final class YamlItemReader implements ItemReader {

  private final Reader text;
  private final YamlItemParser items;

  /**
   * @param maxLength the maximum number of characters
   */
  YamlItemReader(Reader text, int maxLength) {
    this.text = new LineLengthLimit(text);
    this.items = new YamlItemParser(this.text, options(maxLength));
  }

  private static LoaderOptions options(int maxLength) {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setNestingDepthLimit(BoundedJson.DEEPEST);
    options.setMaxAliasesForCollections(0);
    options.setCodePointLimit(maxLength);
    return options;
  }

  @Override
  public @Nullable JsonNode next() throws IOException {
    if (!guarded(items::hasNext)) {
      return null;
    }
    JsonNode item = OrderRecord.JSON.valueToTree(this.<@Nullable Object>guarded(items::next));
    return !items.isList() && item.isNull() ? null : item;
  }

  private <T extends @Nullable Object> T guarded(Supplier<T> step) throws IOException {
    try {
      return step.get();
    } catch (YAMLException broken) {
      if (broken.getCause() instanceof IOException disk) {
        throw disk;
      }
      throw new PromptFileRefused("Invalid YAML" + place(broken));
    }
  }

  private static String place(YAMLException broken) {
    return broken instanceof MarkedYAMLException marked && marked.getProblemMark() != null
        ? " at line %d.".formatted(marked.getProblemMark().getLine() + 1)
        : ": it is nested too deeply, or contains a character that is not allowed.";
  }

  @Override
  public boolean isList() {
    return items.isList();
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
