package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.reelway.SettableClock;
import dev.reelway.order.Models;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Orders;
import dev.reelway.order.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the parameter defaults of a batch may be. */
class BatchDefaultsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String VIDEOS = "/v1/videos";

  private final BatchDefaults batchDefaults =
      new BatchDefaults(
          new Orders(
              new Models(Set.of("sora-2", "tiny", "sora_image"), Map.of(), new SettableClock())));

  @Test
  void withoutThemNothingIsSaid() {
    assertThat(batchDefaults.of(Parameters.NONE, VIDEOS)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /v1/videos             | {"model": "sora-2", "duration": 8, "size": "1280x720"}
          /v1/videos             | {"models": ["sora-2", "tiny"], "priority": "low"}
          /v1/videos             | {"seconds": 8, "metadata": {"night": "7"}, "longest_wait": "2h"}
          /v1/videos             | {}
          /v1/images/generations | {"model": "sora_image", "n": 2}
          """)
  void theyAreKeptAsGiven(String url, String given) throws JsonProcessingException {
    var kept = batchDefaults.of(request(given), url);

    assertThat(JSON.valueToTree(kept).toString()).isEqualTo(JSON.readTree(given).toString());
  }

  @Test
  void aFormHasThemAsText() {
    var text = Parameters.of("defaults", "{\"model\": \"tiny\", \"seconds\": null}");

    assertThat(batchDefaults.of(text, VIDEOS)).containsOnlyKeys("model");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /v1/videos             | "seconds: 8"          | must be an object of parameters
          /v1/videos             | [{"seconds": 8}]      | must be an object of parameters
          /v1/videos             | {"prompt": "a fox"}   | unknown parameter 'prompt'
          /v1/videos             | {"force": true}       | unknown parameter 'force'
          /v1/videos             | {"image": "a.png"}    | unknown parameter 'image'
          /v1/videos             | {"secnds": 8}         | Did you mean seconds?
          /v1/videos             | {"priority": 700}     | priority must be
          /v1/videos             | {"longest_wait": "8"} | longest_wait must be
          /v1/videos             | {"model": "none"}     | none
          /v1/videos             | {"models": ["tiny", "none"]} | none
          /v1/videos             | {"model": "tiny", "models": ["tiny"]} | give only one
          /v1/videos             | {"model": "sora-2", "seconds": 7000} | seconds must be
          /v1/videos             | {"model": "sora-2", "seconds": {"a": 1}} | seconds must be
          /v1/images/generations | {"model": "sora-2"}   | sora-2
          """)
  void whatCannotBeMeantIsRefused(String url, String given, String sentence)
      throws JsonProcessingException {
    var request = request(given);

    var refused = catchThrowableOfType(OrderRefused.class, () -> batchDefaults.of(request, url));

    assertThat(refused.param()).isEqualTo("defaults");
    assertThat(refused.sentence()).startsWith("defaults").contains(sentence);
  }

  @Test
  void filesAndLongTextsAreRefused() {
    var file = JSON.createObjectNode().set("seed", new POJONode(new Object()));
    var text = JSON.createObjectNode().put("seed", "9".repeat(20_000));

    for (var given : List.of(file, text)) {
      var request = new Parameters(Map.of("defaults", given));
      assertThat(catchThrowableOfType(OrderRefused.class, () -> batchDefaults.of(request, VIDEOS)))
          .hasMessageContaining("of at most 20000 characters");
    }
  }

  private static Parameters request(String given) throws JsonProcessingException {
    var value = JSON.readTree(given);
    return new Parameters(Map.of("defaults", value));
  }
}
