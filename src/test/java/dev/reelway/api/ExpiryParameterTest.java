package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiryParameterTest {

  private static final String NAME = "expires_after";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'anchor': 'created_at', 'seconds': 3600}",
        "{'seconds': 3600}",
        "{'anchor': null, 'seconds': '3600'}",
        "[{'anchor': 'created_at', 'seconds': '3600'}]"
      })
  void aFileIsKeptForAnHour(String json) throws Exception {
    assertThat(ExpiryParameter.of(parameters(json), NAME)).isEqualTo(Duration.ofHours(1));
  }

  /** As OpenAI's clients send it with a file. */
  @Test
  void theFieldsOfAFormAreOneObject() {
    var form = new FormFields();
    form.add(NAME + "[anchor]", TextNode.valueOf("created_at"));
    form.add(NAME + "[seconds]", TextNode.valueOf("86400"));

    assertThat(ExpiryParameter.of(form.parameters(), NAME)).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void withoutItAFileDoesNotExpire() {
    assertThat(ExpiryParameter.of(Parameters.NONE, NAME)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'anchor': 'bogus', 'seconds': 3600} | expires_after.anchor must be created_at, or"
            + " omitted",
        "{'anchor': 'created_at'} | expires_after.seconds must be a whole number from 3600 to"
            + " 2592000",
        "{'seconds': 3599} | expires_after.seconds must be a whole number from 3600 to 2592000",
        "{'seconds': 3600, 'second': 1}"
            + " | expires_after.second is not a parameter: did you mean expires_after.seconds?",
        "3600 | expires_after must be one object with anchor and seconds",
        "[{'seconds': 3600}, {'seconds': 7200}]"
            + " | expires_after must be one object with anchor and seconds"
      })
  void anythingElseIsRefused(String json, String sentence) throws Exception {
    var parameters = parameters(json);

    var refused =
        catchThrowableOfType(OrderRefused.class, () -> ExpiryParameter.of(parameters, NAME));

    assertThat(refused).hasMessage(sentence);
  }

  private static Parameters parameters(String json) throws JsonProcessingException {
    return new Parameters(Map.of(NAME, new ObjectMapper().readTree(json.replace('\'', '"'))));
  }
}
