package dev.reelway.routes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.intake.ApiBatch;
import dev.reelway.intake.ApiBatchIntake;
import dev.reelway.intake.ApiBatchReaders;
import dev.reelway.stories.Service;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.ByteArrayResource;

/** Batches over HTTP whose input files are answered by a mock endpoint. */
abstract class ApiBatchTest extends RouteTest {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  @Autowired ApiBatchIntake apiBatchIntake;
  @Autowired ApiBatchReaders apiBatchReaders;

  ApiBatch batch(String lines) throws Exception {
    answer(advice.mock("api-batches-open"), resource(lines));
    return open();
  }

  static ByteArrayResource resource(String lines) {
    return new ByteArrayResource(lines.getBytes(StandardCharsets.UTF_8));
  }

  /** A new batch, which nobody has read. */
  ApiBatch open() {
    return open("orders.jsonl", Map.of());
  }

  /** The same of a file of another form. */
  ApiBatch batch(String name, Map<String, JsonNode> defaults, String text) throws Exception {
    answer(advice.mock("api-batches-open"), resource(text));
    return open(name, defaults);
  }

  private ApiBatch open(String name, Map<String, JsonNode> defaults) {
    var now = Instant.now();
    return apiBatchIntake.open(
        new ApiBatch(
            "batch_%032x".formatted(NUMBER.incrementAndGet()),
            LICENCE,
            "file-1",
            "ab".repeat(32),
            name,
            "/v1/videos",
            "24h",
            Map.of(),
            defaults,
            "http://127.0.0.1",
            Duration.ofDays(1),
            now,
            now.plus(Duration.ofDays(1)),
            ApiBatch.Progress.NONE),
        null);
  }

  void read() throws Exception {
    apiBatchReaders.start();
    Awaitility.await().atMost(Service.PATIENCE).until(apiBatchReaders::isIdle);
  }

  ApiBatch openAndRead() throws Exception {
    var batch = open();
    read();
    return batch;
  }

  ApiBatch now(ApiBatch batch) {
    return apiBatchIntake.find(batch.id(), LICENCE).orElseThrow();
  }

  Instant readingUntil(ApiBatch batch) {
    var until = cell("select reading_until from api_batch where id = ?", batch.id());
    return Instant.ofEpochMilli(Long.parseLong(String.valueOf(until)));
  }

  /** Ends the lease of a batch, or the pause before its next reading. */
  void due(ApiBatch batch) {
    database.write(
        db ->
            db.sql("update api_batch set reading_until = 0 where id = ?")
                .param(batch.id())
                .update());
  }

  static String order(String prompt, String name) {
    return entry("{\"model\": \"fox\", \"prompt\": \"%s\"}".formatted(prompt), name);
  }

  static String imageOrder(String prompt, String name) {
    var image = "data:image/png;base64,AAAA";
    return entry(
        "{\"model\": \"fox\", \"prompt\": \"%s\", \"input_reference\": \"%s\"}"
            .formatted(prompt, image),
        name);
  }

  private static String entry(String body, String name) {
    return "{\"custom_id\": \"%s\", \"method\": \"POST\", \"url\": \"/v1/videos\", \"body\": %s}%n"
        .formatted(name, body);
  }
}
