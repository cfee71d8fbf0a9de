package dev.reelway.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.core.JsonValue;
import com.openai.core.MultipartField;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.batches.BatchCreateParams.CompletionWindow;
import com.openai.models.batches.BatchCreateParams.Endpoint;
import com.openai.models.batches.BatchListParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileListParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import dev.reelway.stories.Service;
import java.awt.Color;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** {@code client.batches()} of openai-java, and the files that go with it. */
class OpenAiJavaBatchesTest extends OpenAiJava {

  private static final String VIDEO =
      """
      {"custom_id":"%s","method":"POST","url":"/v1/videos","body":%s}
      """;
  private static final String TINY =
      "{\"prompt\":\"%s\",\"model\":\"tiny\",\"size\":\"128x72\",\"seconds\":\"1\"}";
  private static final Set<Batch.Status> ENDS =
      Set.of(
          Batch.Status.COMPLETED,
          Batch.Status.FAILED,
          Batch.Status.EXPIRED,
          Batch.Status.CANCELLED);

  @Override
  String licence() {
    return "batches";
  }

  @Test
  void everyOrderHasOneLineInOneOfTheFiles() throws Exception {
    var input =
        uploaded(
            video("one", "a fox")
                + video("bad", "[sandbox:fail] a hare")
                + VIDEO.formatted(
                    "odd", "{\"prompt\":\"an owl\",\"model\":\"tiny\",\"size\":\"?\"}")
                + video("two", "a wolf"));

    var begun = client.batches().create(params(input).build());

    assertThat(begun.validate().status()).isEqualTo(Batch.Status.VALIDATING);
    var batch = over(begun.id());
    assertThat(batch.status()).isEqualTo(Batch.Status.COMPLETED);
    assertThat(batch.requestCounts().orElseThrow().total()).isEqualTo(4);
    assertThat(batch.requestCounts().orElseThrow().completed()).isEqualTo(2);
    assertThat(batch.requestCounts().orElseThrow().failed()).isEqualTo(2);
    assertThat(names(batch.outputFileId().orElseThrow())).containsExactly("one", "two");
    assertThat(names(batch.errorFileId().orElseThrow())).containsExactly("bad", "odd");
    assertThat(statuses(batch.outputFileId().orElseThrow())).containsExactly(200, 200);
    var failed = lines(batch.errorFileId().orElseThrow());
    assertThat(failed.getFirst().at("/response/status_code").asInt()).isEqualTo(422);
    assertThat(failed.getFirst().at("/response/body/error/code").asText()).isEqualTo("failed");
    assertThat(failed.getFirst().at("/error/code").asText()).isEqualTo("failed");
    assertThat(failed.getLast().path("response").isNull()).isTrue();
    assertThat(batch.completedAt()).isPresent();
  }

  /** A table of prompts, as one drops it into an inbox, and its results while it runs and after. */
  @Test
  void aTableIsABatchWithResultsForPeople() throws Exception {
    var name = "x".repeat(300) + ".csv";
    var input =
        kept(
            name,
            """
            id,prompt,seconds,output_name
            good,a fox <b>now</b>,,boat
            late,[sandbox:never] a snail,,
            "=odd","@hare",nine,
            """,
            FilePurpose.BATCH);
    var params =
        params(input)
            .putAdditionalBodyProperty(
                "defaults", JsonValue.from(Map.of("model", "tiny", "size", "128x72")));
    var id = client.batches().create(params.build()).id();
    await().atMost(Service.PATIENCE).until(() -> results(id, "?status=completed").size() == 1);

    var lines = results(id, "");
    assertThat(lines)
        .extracting(one -> one.path("custom_id").asText(), one -> one.path("line").asInt())
        .containsExactly(tuple("good", 2), tuple("late", 3), tuple("=odd", 4));
    assertThat(lines.get(0).path("prompt").asText()).isEqualTo("a fox <b>now</b>");
    assertThatIsAVideo(opened(lines.get(0).path("url").asText()));
    assertThat(lines.get(0).path("video_id").asText()).startsWith("video_");
    assertThat(lines.get(1).path("status").asText()).isIn("queued", "in_progress");
    assertThat(lines.get(2).path("status").asText()).isEqualTo("failed");
    assertThat(lines.get(2).path("video_id").isNull()).isTrue();
    assertThat(lines.get(2).at("/error/param").asText()).isEqualTo("seconds");
    assertThat(results(id, "?limit=1&after=line_2")).containsExactly(lines.get(1));
    assertThat(results(id, "?after=line_4")).isEmpty();
    assertThat(results(id, "?status=completed,failed")).containsExactly(lines.get(0), lines.get(2));
    assertThat(page(id)).contains("running", "a fox &lt;b&gt;now", "http-equiv=\"refresh\"");

    client.batches().cancel(id);

    assertThat(over(id).requestCounts().orElseThrow().failed()).isEqualTo(2);
    client.videos().delete(lines.get(0).path("video_id").asText());
    var deleted = results(id, "?status=completed").getFirst();
    assertThat(deleted.path("url").isNull()).isTrue();
    assertThat(page(id)).contains("cancelled").doesNotContain("refresh");
    assertThat(new String(got(id, "?format=csv").body(), UTF_8).split("\r\n"))
        .hasSize(4)
        .satisfies(rows -> assertThat(rows[0]).startsWith("\ufeffline,custom_id,status,"))
        .satisfies(rows -> assertThat(rows[3]).startsWith("4,'=odd,failed,,tiny,'@hare,,"));
    assertThat(got(id, "?format=csv&status=failed").headers().firstValue("content-disposition"))
        .contains("attachment; filename=\"%s.csv\"".formatted(id));
    assertThat(got(id, "?format=pdf").statusCode()).isEqualTo(400);
    assertThat(got(id, "?status=odd").statusCode()).isEqualTo(400);
    assertThat(got(id, "?after=video_1").statusCode()).isEqualTo(400);
    assertThat(got(id, "?after=line_99").statusCode()).isEqualTo(400);
    assertThat(got(id, "?order=desc").statusCode()).isEqualTo(400);
  }

  /** The report page, as whoever has its link sees it. */
  private String page(String id) throws Exception {
    var link =
        String.valueOf(client.batches().retrieve(id)._additionalProperties().get("report_url"));
    var page = new String(opened(link), UTF_8);
    var same = got(id, "?format=html");
    assertThat(same.headers().firstValue("content-security-policy").orElseThrow())
        .contains("default-src 'none'; style-src 'sha256-", "img-src 'self'");
    return page;
  }

  private List<JsonNode> results(String id, String query) throws Exception {
    var answer = got(id, query);
    assertThat(answer.statusCode()).isEqualTo(200);
    return StreamSupport.stream(JSON.readTree(answer.body()).path("data").spliterator(), false)
        .toList();
  }

  private HttpResponse<byte[]> got(String id, String query) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create(base() + "/batches/" + id + "/results" + query))
              .header("Authorization", "Bearer " + licence())
              .build();
      return http.send(request, BodyHandlers.ofByteArray());
    }
  }

  /** The output files stay, and the answer says so. */
  @Test
  void withoutItsInputFileABatchHasNoListOfLines() throws Exception {
    var lines = video("gone", "[sandbox:refuse] an empty shelf");
    var batch = over(client.batches().create(params(uploaded(lines)).build()).id());
    assertThat(results(batch.id(), "")).hasSize(1);

    Files.delete(stored(lines));

    for (var query : List.of("", "?format=csv", "?format=html")) {
      var answer = got(batch.id(), query);
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(JSON.readTree(answer.body()).at("/error/code").asText()).isEqualTo("content_gone");
      assertThat(answer.headers().firstValue("content-disposition")).isEmpty();
    }
    assertThat(names(batch.errorFileId().orElseThrow())).containsExactly("gone");
  }

  /** Where the sink has the file with this text. */
  private Path stored(String text) throws IOException {
    try (var files = Files.walk(service.home().resolve("outbox"))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> hasText(file, text))
          .findFirst()
          .orElseThrow();
    }
  }

  private static boolean hasText(Path file, String text) {
    try {
      return Arrays.equals(Files.readAllBytes(file), text.getBytes(UTF_8));
    } catch (IOException gone) {
      return false;
    }
  }

  @Test
  void theErrorsOfAFileThatFailedAreItsResults() throws Exception {
    var input = kept("shots.csv", "promt\na fox\n", FilePurpose.BATCH);

    var batch = over(client.batches().create(params(input).build()).id());

    assertThat(batch.status()).isEqualTo(Batch.Status.FAILED);
    var error = results(batch.id(), "").getFirst();
    assertThat(error.path("id").asText()).isEqualTo("fault_1");
    assertThat(error.path("line").asInt()).isZero();
    assertThat(error.at("/error/message").asText()).contains("Did you mean prompt?");
    assertThat(page(batch.id())).contains("refused", "Did you mean prompt?");
  }

  @Test
  void aVideoOpensAtTheLinkInItsResult() throws Exception {
    var input = uploaded(video("one", "a heron"));

    var batch = over(client.batches().create(params(input).build()).id());

    var body = lines(batch.outputFileId().orElseThrow()).getFirst().at("/response/body");
    assertThat(body.path("status").asText()).isEqualTo("completed");
    try (var video = URI.create(body.path("url").asText()).toURL().openStream()) {
      assertThat(video.readNBytes(8)).endsWith("ftyp".getBytes(UTF_8));
    }
  }

  @Test
  void imagesComeOutOfABatchToo() throws Exception {
    var line =
        """
        {"custom_id":"p","method":"POST","url":"/v1/images/generations",\
        "body":{"prompt":"a kite","model":"sora_image","n":2}}
        """;
    var lines = line + line.replace("\"p\"", "\"r\"").replace("a kite", "[sandbox:refuse] x");
    var parameter = params(uploaded(lines)).endpoint(Endpoint.of("/v1/images/generations"));

    var batch = over(client.batches().create(parameter.build()).id());

    var data = lines(batch.outputFileId().orElseThrow()).getFirst().at("/response/body/data");
    assertThat(data).hasSize(2).allMatch(one -> one.path("url").asText().startsWith("http://"));
    var refused = lines(batch.errorFileId().orElseThrow()).getFirst();
    assertThat(refused.at("/response/status_code").asInt()).isEqualTo(400);
    assertThat(refused.at("/response/body/error")).isEqualTo(refused.path("error"));
  }

  @Test
  void aFileThatIsNoBatchFailsWithTheLinesThatAreWrong() throws Exception {
    var input =
        uploaded(
            video("one", "a fox")
                + "not json\n"
                + video("one", "again")
                + "{\"custom_id\":\"i\",\"method\":\"POST\",\"url\":\"/v1/images/generations\",\"body\":{}}\n");

    var batch = over(client.batches().create(params(input).build()).id());

    assertThat(batch.status()).isEqualTo(Batch.Status.FAILED);
    var faults = batch.errors().orElseThrow().data().orElseThrow();
    assertThat(faults).extracting(one -> one.line().orElseThrow()).containsExactly(2L, 3L, 4L);
    assertThat(faults.get(1).param()).contains("custom_id");
    assertThat(faults.get(2).message())
        .contains("url must be /v1/videos, the endpoint of the batch");
  }

  @Test
  void anEmptyFileFails() throws Exception {
    var batch = over(client.batches().create(params(uploaded("\n\n")).build()).id());

    assertThat(batch.status()).isEqualTo(Batch.Status.FAILED);
  }

  @Test
  void aBatchIsCancelledWithAllItsOpenOrders() throws Exception {
    var lines = new StringBuilder();
    IntStream.range(0, 5).forEach(i -> lines.append(video("c" + i, "[sandbox:never] cloud " + i)));
    var id = client.batches().create(params(uploaded(lines.toString())).build()).id();
    await().atMost(Service.PATIENCE).until(() -> status(id).equals(Batch.Status.IN_PROGRESS));

    var cancelled = client.batches().cancel(id);

    assertThat(cancelled.status()).isIn(Batch.Status.CANCELLING, Batch.Status.CANCELLED);
    var batch = over(id);
    assertThat(batch.status()).isEqualTo(Batch.Status.CANCELLED);
    assertThat(batch.outputFileId()).isEmpty();
    assertThat(lines(batch.errorFileId().orElseThrow()))
        .hasSize(5)
        .allMatch(line -> line.at("/error/code").asText().equals("cancelled"));
  }

  @Test
  void batchesAreListedToTheEndNewestFirst() throws Exception {
    var input = uploaded(video("one", "[sandbox:never] a list"));
    var ids =
        IntStream.range(0, 3).mapToObj(i -> client.batches().create(params(input).build()).id());
    var created = ids.toList();

    var listed =
        client.batches().list(BatchListParams.builder().limit(2).build()).autoPager().stream()
            .map(Batch::id)
            .toList();

    assertThat(listed).containsSubsequence(created.reversed()).doesNotHaveDuplicates();
    created.forEach(client.batches()::cancel);
  }

  @Test
  void resultFilesAreListedByTheirPurpose() throws Exception {
    var batch = over(client.batches().create(params(uploaded(video("f", "a crow"))).build()).id());
    var params = FileListParams.builder().purpose("batch_output").build();

    var listed = client.files().list(params).autoPager().stream().map(FileObject::id).toList();

    assertThat(listed).contains(batch.outputFileId().orElseThrow());
  }

  @Test
  void metadataAndTheWindowComeBack() throws Exception {
    var metadata =
        BatchCreateParams.Metadata.builder()
            .putAdditionalProperty("night", JsonValue.from("run 7"))
            .build();

    var batch =
        client.batches().create(params(uploaded(video("m", "a moth"))).metadata(metadata).build());

    assertThat(batch.completionWindow()).isEqualTo("24h");
    assertThat(batch.expiresAt().orElseThrow() - batch.createdAt()).isEqualTo(86_400);
    assertThat(batch.metadata().orElseThrow()._additionalProperties().get("night"))
        .isEqualTo(JsonValue.from("run 7"));
    assertThat(client.batches().retrieve(batch.id()).metadata()).isEqualTo(batch.metadata());
    over(batch.id());
  }

  @Test
  void whatIsNoBatchIsRefused() throws Exception {
    var image = kept("{}\n", FilePurpose.VISION);
    var input = uploaded(video("r", "a fox"));

    assertThatThrownBy(() -> client.batches().create(params("file-unknown").build()))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("input_file_id: no such file");
    assertThatThrownBy(() -> client.batches().create(params(image).build()))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("purpose batch");
    assertThatThrownBy(
            () -> client.batches().create(params(input).endpoint(Endpoint.V1_EMBEDDINGS).build()))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("endpoint must be one of /v1/videos");
    assertThatThrownBy(
            () ->
                client
                    .batches()
                    .create(params(input).completionWindow(CompletionWindow.of("7d")).build()))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("completion_window must be a duration from 1m to 24h");
    var picture = upload("a.png", png(Color.RED), FilePurpose.BATCH);
    assertThatThrownBy(() -> client.batches().create(params(picture).build()))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("a.png is an image");
    var defaults = JsonValue.from(Map.of("prompt", "a fox"));
    assertThatThrownBy(
            () ->
                client
                    .batches()
                    .create(params(input).putAdditionalBodyProperty("defaults", defaults).build()))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("defaults: unknown parameter 'prompt'");
    assertThatThrownBy(
            () ->
                client
                    .batches()
                    .create(params(input).putAdditionalBodyProperty("default", defaults).build()))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("default is not a parameter: did you mean defaults?");
    assertThatThrownBy(() -> client.batches().retrieve("batch_none"))
        .isInstanceOf(NotFoundException.class);
  }

  private static String video(String name, String prompt) {
    return VIDEO.formatted(name, TINY.formatted(prompt));
  }

  private static BatchCreateParams.Builder params(String input) {
    return BatchCreateParams.builder()
        .inputFileId(input)
        .endpoint(Endpoint.of("/v1/videos"))
        .completionWindow(CompletionWindow._24H);
  }

  private String uploaded(String lines) {
    return kept(lines, FilePurpose.BATCH);
  }

  private String kept(String lines, FilePurpose purpose) {
    return kept("orders.jsonl", lines, purpose);
  }

  private String kept(String name, String lines, FilePurpose purpose) {
    return upload(name, lines.getBytes(UTF_8), purpose);
  }

  private String upload(String name, byte[] bytes, FilePurpose purpose) {
    var file =
        MultipartField.<InputStream>builder()
            .value(new ByteArrayInputStream(bytes))
            .filename(name)
            .build();
    var params = FileCreateParams.builder().file(file).purpose(purpose).build();
    return client.files().create(params).id();
  }

  private Batch.Status status(String id) {
    return client.batches().retrieve(id).status();
  }

  private Batch over(String id) {
    return await("the end of " + id)
        .atMost(Service.PATIENCE)
        .until(() -> client.batches().retrieve(id), batch -> ENDS.contains(batch.status()));
  }

  private List<String> names(String file) throws IOException {
    return lines(file).stream().map(line -> line.path("custom_id").asText()).toList();
  }

  private List<Integer> statuses(String file) throws IOException {
    return lines(file).stream().map(line -> line.at("/response/status_code").asInt()).toList();
  }

  private List<JsonNode> lines(String file) throws IOException {
    try (var content = client.files().content(file)) {
      var text = new String(content.body().readAllBytes(), UTF_8);
      return text.lines().map(OpenAiJavaBatchesTest::json).toList();
    }
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
