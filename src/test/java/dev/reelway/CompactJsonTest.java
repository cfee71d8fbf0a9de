package dev.reelway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class CompactJsonTest {

  @Test
  void jsonThatARouteTurnsIntoATextHasOneLine() throws Exception {
    var json = new ObjectMapper().readTree("{\"a\": {\"b\": [1, \"two\"]}, \"c\": \"three\"}");
    try (var camel = new DefaultCamelContext()) {
      camel.start();
      CompactJson.addTo(camel);
      var texts = camel.getTypeConverter();

      assertThat(texts.convertTo(String.class, json))
          .isEqualTo("{\"a\":{\"b\":[1,\"two\"]},\"c\":\"three\"}");
      assertThat(texts.convertTo(String.class, json.path("c"))).isEqualTo("three");
    }
  }
}
