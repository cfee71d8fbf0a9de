package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.reelway.media.UploadedContent;
import dev.reelway.order.Parameters;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What makes two requests the same. */
class RequestFingerprintTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String VIDEOS = "/v1/videos";

  /** Nodes of two versions work on one ledger while they are updated. */
  @Test
  void itStaysTheSameFromVersionToVersion() throws IOException {
    var request =
        """
        {"prompt": "a fox 🦊", "seconds": 10, "hd": true, "size": null,
         "ratio": 1.50, "images": ["a", {"b": null, "a": []}]}\
        """;

    assertThat(of(request))
        .isEqualTo("b85edc9578a64ef7a8646c272dc9784b684aa43fa6305056305b9534adabcb9f");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'a':'1','b':'2'} | { 'b' : '2',  'a':'1' }",
        "{'a':{'x':1,'y':2}} | {'a':{'y':2,'x':1}}",
        "{'a':10} | {'a':'10'}",
        "{'a':10} | {'a':10.0}",
        "{'a':1e1} | {'a':10}",
        "{'a':0.5} | {'a':0.50}",
        "{'a':true} | {'a':'true'}",
        "{'a':'x','b':null} | {'a':'x'}",
        "{'a':'x','b':''} | {'a':'x'}",
        "{'a':['x']} | {'a':'x'}",
        "{'a':[{'b':'x'}]} | {'a':{'b':'x'}}",
        "{'a':'\\u0041'} | {'a':'A'}"
      })
  void theseAreTheSame(String one, String other) throws IOException {
    assertThat(of(one)).isEqualTo(of(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'a':'1'} | {'a':'2'}",
        "{'a':'1'} | {'b':'1'}",
        "{'a':'1','b':'2'} | {'a':'2','b':'1'}",
        "{'a':'bc'} | {'ab':'c'}",
        "{'a':['x','y']} | {'a':['y','x']}",
        "{'a':['x','y']} | {'a':['xy']}",
        "{'a':[['x','y'],'z']} | {'a':['x','y','z']}",
        "{'a':['x',['y','z']]} | {'a':[['x','y'],'z']}",
        "{'a':[]} | {'a':''}",
        "{'a':[]} | {'a':{}}",
        "{'a':[null,null]} | {'a':['','']}",
        "{'a':'null'} | {'a':null}",
        "{'a':{'x':'1'},'b':'2'} | {'a':{'x':'1','b':'2'}}",
        "{'a':1e300} | {'a':1e301}",
        "{'a':' x'} | {'a':'x'}"
      })
  void theseAreNot(String one, String other) throws IOException {
    assertThat(of(one)).isNotEqualTo(of(other));
  }

  @Test
  void thePathCounts() throws IOException {
    var order = parameters("{'a':'1'}");

    assertThat(RequestFingerprint.of("/v1/videos", order))
        .isNotEqualTo(RequestFingerprint.of("/v1/images/edits", order));
  }

  @Test
  void aFileCountsByItsContentWhateverItsName() throws IOException {
    assertThat(ofFile("a.png", "bytes")).isEqualTo(ofFile(null, "bytes"));
    assertThat(ofFile("a.png", "bytes")).isNotEqualTo(ofFile("a.png", "Bytes"));
  }

  @Test
  void aLongTextCountsLikeAShortOne() throws IOException {
    var spooled = new POJONode(new UploadedContent(null, true, () -> stream("data:é")));

    assertThat(RequestFingerprint.of(VIDEOS, new Parameters(Map.of("a", spooled))))
        .isEqualTo(of("{'a':'data:é'}"));
  }

  @Test
  void numbersOfAnySizeHaveOne() throws IOException {
    var numbers =
        JsonNodeFactory.instance
            .arrayNode()
            .add(Double.MAX_VALUE)
            .add(Double.POSITIVE_INFINITY)
            .add(Double.NaN)
            .add(Double.MIN_VALUE)
            .add(-0.0);

    assertThat(RequestFingerprint.of(VIDEOS, new Parameters(Map.of("a", numbers)))).hasSize(64);
  }

  @Test
  void aContradictionIsNoValue() throws IOException {
    var twice = Parameters.of("a", "1").merge(Parameters.of("a", "2"));

    assertThat(RequestFingerprint.of(VIDEOS, twice)).isNotEqualTo(of("{'a':'1'}"));
  }

  private static String of(String json) throws IOException {
    return RequestFingerprint.of(VIDEOS, parameters(json));
  }

  private static Parameters parameters(String json) throws IOException {
    var values = new LinkedHashMap<String, JsonNode>();
    JSON.readTree(json.replace('\'', '"'))
        .properties()
        .forEach(one -> values.put(one.getKey(), one.getValue()));
    return new Parameters(values);
  }

  private static String ofFile(@Nullable String name, String content) throws IOException {
    var file = new POJONode(new UploadedContent(name, false, () -> stream(content)));
    var list = JsonNodeFactory.instance.arrayNode().add(file);
    return RequestFingerprint.of(VIDEOS, new Parameters(Map.of("image", list)));
  }

  private static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
