package dev.reelway.intake;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.wire.BoundedJson;
import java.io.IOException;
import java.io.Reader;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** The items of a file of YAML. */
final class YamlList implements ListedItems {

  private final Reader text;
  private final YamlItems items;

  /**
   * @param longest how many characters there may be
   */
  YamlList(Reader text, int longest) {
    this.text = new LinesInBounds(text);
    this.items = new YamlItems(this.text, options(longest));
  }

  private static LoaderOptions options(int longest) {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setNestingDepthLimit(BoundedJson.DEEPEST);
    options.setMaxAliasesForCollections(0);
    options.setCodePointLimit(longest);
    return options;
  }

  @Override
  public @Nullable JsonNode next() throws IOException {
    if (!said(items::hasNext)) {
      return null;
    }
    JsonNode item = RecordForm.JSON.valueToTree(this.<@Nullable Object>said(items::next));
    return !items.isList() && item.isNull() ? null : item;
  }

  private <T extends @Nullable Object> T said(Supplier<T> step) throws IOException {
    try {
      return step.get();
    } catch (YAMLException broken) {
      if (broken.getCause() instanceof IOException disk) {
        throw disk;
      }
      throw new PromptFileRefused("This file is no YAML: " + place(broken));
    }
  }

  private static String place(YAMLException broken) {
    return broken instanceof MarkedYAMLException marked && marked.getProblemMark() != null
        ? "it has a mistake in line %d.".formatted(marked.getProblemMark().getLine() + 1)
        : "it is nested too deeply, or repeats itself.";
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
