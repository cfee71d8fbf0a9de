package dev.reelway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.docs.Page.Snippet;
import dev.reelway.order.Models;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The configurations of the pages, and the page about them, say what the code does. */
class ConfigurePageTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The public name alone says what a model makes. */
  @Test
  void aModelOfImagesHasANameThatSaysSo() {
    var models =
        Page.all().stream()
            .flatMap(page -> page.snippets().stream())
            .filter(Snippet::isConfiguration)
            .map(one -> JSON.<JsonNode>valueToTree(new Yaml().load(one.text())))
            .flatMap(one -> one.at("/reelway/models").properties().stream())
            .filter(model -> model.getValue().isArray())
            .toList();

    assertThat(models).hasSizeGreaterThan(10);
    assertThat(models)
        .filteredOn(model -> isOfImages(model.getValue()))
        .hasSizeGreaterThan(1)
        .allMatch(model -> Models.generatesImages(model.getKey()), "is a model of images");
  }

  /** By what the engines call them, and by their prices. */
  private static boolean isOfImages(JsonNode targets) {
    return StreamSupport.stream(targets.spliterator(), false)
        .anyMatch(
            target ->
                target.path("model").asText().matches(".*image(?!-to-).*")
                    || target.path("price").has("image")
                    || target.path("price").has("images"));
  }
}
