package dev.reelway.contracts;

import static dev.reelway.contracts.SampleExchange.CHUNK;
import static dev.reelway.contracts.SampleExchange.ERROR;
import static dev.reelway.contracts.SampleExchange.ID;
import static dev.reelway.contracts.SampleExchange.VIDEO;
import static dev.reelway.contracts.SampleExchange.chat;
import static dev.reelway.contracts.SampleExchange.get;
import static dev.reelway.contracts.SampleExchange.order;
import static dev.reelway.contracts.SampleExchange.retrieve;
import static dev.reelway.contracts.SampleExchange.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.reelway.contracts.Passed.Answer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What keeps the contract passes; each violation is reported. */
class ContractTest {

  private static final String JSON = "application/json";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String MULTIPART = "multipart/form-data; boundary=b";
  private static final String EVENTS = "/v1/videos/" + ID + "/events";

  private final Contract contract = Contract.shipped();

  @ParameterizedTest
  @MethodSource
  void whatKeepsTheContractPasses(SampleExchange exchange) {
    assertThat(breaches(exchange)).isEmpty();
  }

  static Stream<SampleExchange> whatKeepsTheContractPasses() {
    return Stream.of(
        retrieve(),
        retrieve().responseBody("null}", "{\"code\": \"failed\", \"message\": \"No.\"}}"),
        retrieve().status(404).responseBody(ERROR),
        get("/v1/videos?limit=5&order=asc")
            .responseBody(
                "{\"object\": \"list\", \"data\": [%s], \"first_id\": null, \"last_id\": null, \"has_more\": true}"
                    .formatted(VIDEO)),
        order(JSON, "{\"prompt\": \"A boat\", \"seconds\": \"8\", \"hd\": \"true\", \"own\": [1]}"),
        order(JSON, "{\"prompt\": \"x\", \"input_reference\": {\"image_url\": \"https://a.b\"}}"),
        order(FORM, "prompt=A+boat&seconds=10&watermark=True&mine=1"),
        order(MULTIPART, parts("prompt\"", "A boat", "input_reference\"; filename=\"a\"", "\0")),
        order(MULTIPART, parts("prompt\"", "10", "input_reference\"", "\0")),
        order(JSON, "{}").status(400).responseBody(ERROR),
        chat("data: %s\n\n: ping\n\ndata: %s\n\ndata: [DONE]\n\n".formatted(CHUNK, ERROR)),
        stream("GET", EVENTS, "event: video.queued\ndata: %s\n\n".formatted(VIDEO)));
  }

  @ParameterizedTest
  @MethodSource
  void eachViolationIsReported(SampleExchange exchange, String breach) {
    assertThat(breaches(exchange)).anyMatch(one -> one.contains(breach));
  }

  static Stream<Arguments> eachViolationIsReported() {
    return Stream.of(calls(), forms(), answers(), streams()).flatMap(some -> some);
  }

  private static Stream<Arguments> calls() {
    return Stream.of(
        arguments(retrieve().as("GET", "/sora/v1/nothing"), "it is unknown"),
        arguments(retrieve().as("GET", "/v1/videos/" + ID), "it is unknown"),
        arguments(retrieve().as("PUT", "/sora/v1/videos/" + ID), "the method is unknown"),
        arguments(retrieve().requestHeader("Authorization", ""), "shows no licence"),
        arguments(retrieve().as("GET", "/sora/v1/videos/x"), "parameter video_id"),
        arguments(order(JSON, "{\"prompt\": \"x\"}").as("POST", videos("n=1")), "n is not"),
        arguments(order(JSON, "{\"prompt\": \"x\"}").as("POST", videos("hd=7")), "parameter hd"),
        arguments(order("text/plain", "x"), "type 'text/plain'"),
        arguments(order(JSON, "{\"prompt\""), "cannot be read"),
        arguments(order(JSON, "{}"), "'prompt' not found"),
        arguments(order(JSON, "{\"prompt\": 1}"), "$.prompt"),
        arguments(retrieve().requestBody("x"), "has a body"));
  }

  private static Stream<Arguments> forms() {
    return Stream.of(
        arguments(order(FORM, "prompt=x&orientation=up"), "$.orientation"),
        arguments(order(FORM, "prompt=x&prompt=y"), "prompt is given twice"),
        arguments(order(MULTIPART, parts("model\"", "x")), "'prompt' not found"),
        arguments(order(MULTIPART, parts("prompt\"", "x", "hd\"", "7")), "$.hd"),
        arguments(
            order(MULTIPART, parts("prompt\"", "x", "image\"; filename=\"a\"", "y")),
            "image is a file"),
        arguments(order(MULTIPART, "--b\r\ncut"), "the form has no end"),
        arguments(order("multipart/form-data", ""), "the form has no boundary"));
  }

  private static Stream<Arguments> answers() {
    return Stream.of(
        arguments(retrieve().status(202), "the status is not documented"),
        arguments(retrieve().responseHeader("x-request-id", ""), "no header x-request-id"),
        arguments(retrieve().responseHeader("x-request-id", "7"), "header x-request-id"),
        arguments(
            retrieve().responseHeader("openai-poll-after-ms", "soon"), "openai-poll-after-ms"),
        arguments(retrieve().responseHeader("Content-Type", "text/html"), "type 'text/html'"),
        arguments(retrieve().responseBody("{"), "is not JSON"),
        arguments(retrieve().responseBody("\"error\": null", "\"error\": 1"), "$.error"),
        arguments(
            retrieve().responseBody(", \"remixed_from_video_id\": null", ""),
            "'remixed_from_video_id' not found"),
        arguments(retrieve().responseBody("\"queued\"", "\"cancelled\""), "$.status"),
        arguments(retrieve().responseBody("\"10\"", "10"), "$.seconds"),
        arguments(retrieve().responseBody("\"video\"", "null"), "$.object"),
        arguments(retrieve().responseBody("\"error\"", "\"more\": 1, \"error\""), "'more'"),
        arguments(retrieve().status(404).responseBody("{\"error\": \"No.\"}"), "$.error"),
        arguments(video("GET").status(304).responseHeader("ETag", "\"x\""), "must have none"),
        arguments(video("HEAD").responseHeader("ETag", "\"x\""), "must have none"),
        arguments(video("GET"), "no header ETag"));
  }

  private static Stream<Arguments> streams() {
    return Stream.of(
        arguments(chat("data: %s\n\n".formatted(CHUNK)), "does not end with [DONE]"),
        arguments(chat("data: soon\n\ndata: [DONE]\n\n"), "is not JSON: soon"),
        arguments(
            chat("data: [DONE]\n\ndata: %s\n\ndata: [DONE]\n\n".formatted(CHUNK)),
            "is not JSON: [DONE]"),
        arguments(chat("event: x\ndata: %s\n\ndata: [DONE]\n\n".formatted(CHUNK)), "event 'x'"),
        arguments(stream("GET", EVENTS, "event: video.gone\ndata: {}\n\n"), "event 'video.gone'"),
        arguments(
            stream("GET", EVENTS, "event: video.queued\ndata: %s\n\n".formatted(ERROR)),
            "'id' not found"));
  }

  @Test
  void anAnswerThatWasCutIsNotHeldAgainstItsSchema() {
    var cut = chat("data: %s\n\ndata: {".formatted(CHUNK)).passed();
    var answer = cut.answer();

    assertThat(
            contract.breaches(cut.call(), new Answer(200, answer.headers(), answer.body(), false)))
        .isEmpty();
  }

  @Test
  void anOperationIsExercisedOnceItsCallIsTaken() {
    var refused = order(JSON, "{}").status(400).responseBody(ERROR);

    assertThat(contract.operations()).hasSizeGreaterThan(20).contains("createVideo", "openLink");
    assertThat(contract.unexercised(List.of(retrieve().passed(), refused.passed())))
        .contains("createVideo")
        .doesNotContain("retrieveVideo");
  }

  @ParameterizedTest
  @CsvSource({"/videos, /videos", "https://a.b/x/sora, /x/sora", "/, ''"})
  void theServerOfTheDocumentSaysWhereItBegins(String server, String base) {
    var moved = Contract.at(server);
    var call = retrieve().as("GET", base + "/v1/videos/" + ID).passed();

    assertThat(moved.breaches(List.of(call))).isEmpty();
  }

  private static SampleExchange video(String method) {
    var path = "/v1/videos/" + ID + "/content";
    return get(path)
        .as(method, "/sora" + path)
        .responseHeader("Content-Type", "video/mp4")
        .responseHeader("Accept-Ranges", "bytes")
        .responseBody("video");
  }

  private static String videos(String query) {
    return "/sora/v1/videos?" + query;
  }

  private static String parts(String... namesAndTexts) {
    var form = new StringBuilder();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      form.append("--b\r\nContent-Disposition: form-data; name=\"").append(namesAndTexts[i]);
      form.append("\r\n\r\n").append(namesAndTexts[i + 1]).append("\r\n");
    }
    return form.append("--b--\r\n").toString();
  }

  private List<String> breaches(SampleExchange exchange) {
    return contract.breaches(List.of(exchange.passed()));
  }
}
