package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** However many fields a call has, the answer is one clear sentence, and it is there at once. */
class BoundsStoryTest extends StoryTest {

  private static final String VIDEOS = "/sora/v1/videos";
  private static final String FORM = "application/x-www-form-urlencoded";

  /** What a refusal may take; most of it is a busy machine. */
  private static final Duration SOON = Duration.ofSeconds(5);

  @ParameterizedTest(name = "{0}")
  @MethodSource("forms")
  @Timeout(600)
  void aFormOfTooManyFieldsIsRefusedAtOnce(String what, String body) throws Exception {
    long begun = System.nanoTime();
    var answer = post(FORM, body);
    var took = Duration.ofNanos(System.nanoTime() - begun);

    System.getLogger("bounds").log(System.Logger.Level.INFO, what + ": " + took.toMillis() + " ms");
    assertRefused(answer, "has more than 256 fields");
    assertThat(took).isLessThan(SOON);
  }

  static Stream<Arguments> forms() {
    return Stream.of(
        Arguments.of("10,000 names", fields(10_000, i -> "f" + i + "=")),
        Arguments.of("180,000 names", fields(180_000, i -> Integer.toString(i, 36) + "=")),
        Arguments.of("one name 180,000 times", fields(180_000, i -> "a=")),
        Arguments.of("one list of 180,000 items", fields(100_000, i -> "a[]=" + i % 10)),
        Arguments.of("one object of 60,000 keys", fields(60_000, i -> "a[" + i + "]=")),
        Arguments.of("257 names", fields(257, i -> "f" + i + "=")));
  }

  private static String fields(int count, IntFunction<String> field) {
    return IntStream.range(0, count).mapToObj(field).collect(Collectors.joining("&"));
  }

  @Test
  void aFormOfAFewHundredFieldsIsRead() throws Exception {
    var answer = post(FORM, "prompt=[sandbox:never]&model=tiny&" + fields(250, i -> "x" + i + "="));

    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void soIsAQuery() throws Exception {
    var many = fields(1_500, i -> "f" + i % 10);

    assertRefused(service.get(VIDEOS + "?" + many), "has more than 256 fields");
  }

  @ParameterizedTest
  @ValueSource(ints = {257, 9_000, 60_000})
  void soIsAnObjectOfManyKeys(int count) throws Exception {
    var body =
        IntStream.range(0, count)
            .mapToObj(i -> "\"k" + i + "\":1")
            .collect(Collectors.joining(",", "{", "}"));

    var answer = post("application/json", body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).containsAnyOf("has more than 256 fields", "100000 tokens");
  }

  @ParameterizedTest
  @ValueSource(ints = {257, 5_000})
  void soIsAFormOfManyParts(int count) throws Exception {
    var parts =
        IntStream.range(0, count)
            .mapToObj(
                i -> "--x\r\nContent-Disposition: form-data; name=\"f%d\"\r\n\r\n\r\n".formatted(i))
            .collect(Collectors.joining("", "", "--x--"));

    assertRefused(post("multipart/form-data; boundary=x", parts), "has more than 256 fields");
  }

  @Test
  void aFormOfAFewHundredPartsLosesNone() throws Exception {
    var parts =
        IntStream.range(0, 254)
            .mapToObj(
                i -> "--x\r\nContent-Disposition: form-data; name=\"f%d\"\r\n\r\n\r\n".formatted(i))
            .collect(Collectors.joining());
    var last =
        "--x\r\n"
            + "Content-Disposition: form-data; name=\"model\"\r\n\r\n"
            + "tiny\r\n"
            + "--x\r\n"
            + "Content-Disposition: form-data; name=\"prompt\"\r\n\r\n"
            + "[sandbox:never]\r\n"
            + "--x--";

    assertThat(post("multipart/form-data; boundary=x", parts + last).statusCode()).isEqualTo(200);
  }

  @Test
  void manyHeadersAreRefusedInTheErrorShape() throws Exception {
    var request = service.request(VIDEOS);
    IntStream.range(0, 300).forEach(i -> request.header("x-" + i, "1"));

    var answer = service.send(request);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).startsWith("{\"error\":{\"message\":");
  }

  private HttpResponse<String> post(String type, String body) throws Exception {
    return service.send(
        service.request(VIDEOS).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
  }

  private static void assertRefused(HttpResponse<String> answer, String sentence) throws Exception {
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Service.json(answer).at("/error/message").asText()).contains(sentence);
  }
}
