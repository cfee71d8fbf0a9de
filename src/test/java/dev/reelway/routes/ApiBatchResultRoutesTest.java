package dev.reelway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.intake.ApiBatchOutputs.Output;
import dev.reelway.job.JobEndings;
import dev.reelway.library.ContentStore.ReservedLocation;
import dev.reelway.library.StoredContent;
import dev.reelway.library.StoredFile;
import dev.reelway.media.SpoolFolder.SpoolFile;
import dev.reelway.sink.AssetLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.FileSystemResource;

/** The routes of {@code routes/intake} that write the results of batches over HTTP. */
class ApiBatchResultRoutesTest extends ApiBatchTest {

  @Autowired JobEndings endings;

  @Test
  void aBatchWhoseJobsHaveAllEndedIsClosedWithItsResults() throws Exception {
    var batch = batch(order("a fox that ends", "one") + order("a hare that ends", "two"));
    read();
    endings.cancel(jobs().getFirst());
    writeResults();
    assertThat(now(batch).progress().closed()).isNull();

    endings.cancel(jobs().getLast());
    writeResults();

    assertThat(now(batch).progress().closed()).isNotNull();
    assertThat(now(batch).progress().errorFile()).isNotNull();
    assertThat(now(batch).progress().outputFile()).isNull();
    assertThat(now(batch).progress().failed()).isEqualTo(2);
  }

  @Test
  void aBatchWhoseResultsCannotBeStoredIsClosedLater() throws Exception {
    var batch = batch(order("a fox without results", "one"));
    read();
    jobs().forEach(endings::cancel);
    fail(advice.mock("sink-file-store"), new IOException("no space"));
    writeResults();
    assertThat(now(batch).progress().closed()).isNull();
    assertThat(now(batch).progress().errorFile()).isNull();

    var store = advice.mock("sink-file-store");
    answer(store, "");
    producer.sendBody("direct:api-batch-results-one", now(batch));

    assertThat(now(batch).progress().closed()).isNotNull();
    assertThat(store.getReceivedExchanges().getLast().getVariables())
        .containsOnlyKeys("batch", "outputs", "output", "key");
  }

  /** Its jobs may be paid. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theResultsOfABatchWhoseInputIsGoneAreOfTheLedger(boolean isKnown) throws Exception {
    var batch = batch(order("a fox without a list", "one") + "{}\n");
    read();
    jobs().forEach(endings::cancel);
    if (isKnown) {
      answer(advice.mock("api-batches-open"), new FileSystemResource("none"));
    } else {
      answer(advice.mock("api-batches-open"), null);
    }
    var texts = new ArrayList<String>();
    advice
        .mock("sink-file-store")
        .whenAnyExchangeReceived(
            exchange -> texts.add(exchange.getMessage().getBody(String.class)));

    writeResults();

    assertThat(now(batch).progress().closed()).isNotNull();
    assertThat(now(batch).progress().failed()).isEqualTo(2);
    assertThat(texts)
        .singleElement()
        .asString()
        .contains("\"custom_id\":\"line-1\"", "a fox without a list", "\"custom_id\":\"line-2\"");
  }

  @Test
  void theResultsOfTheNextBatchAreTheirOwn() throws Exception {
    answerInTurn(
        advice.mock("api-batches-open"),
        resource(order("one", "a")),
        resource(order("two", "b")),
        resource(order("one", "a")),
        resource(order("two", "b")));
    var batches = List.of(openAndRead(), openAndRead());
    jobs().forEach(endings::cancel);
    var store = advice.mock("sink-file-store");
    var texts = new ArrayList<String>();
    store.whenAnyExchangeReceived(
        exchange -> texts.add(exchange.getMessage().getBody(String.class)));

    writeResults();

    assertThat(batches).allSatisfy(batch -> assertThat(now(batch).progress().closed()).isNotNull());
    assertThat(store.getReceivedExchanges())
        .extracting(exchange -> exchange.getVariable("key"))
        .hasSize(2)
        .doesNotHaveDuplicates();
    assertThat(texts.getFirst()).contains("\"custom_id\":\"a\"").doesNotContain("\"b\"");
    assertThat(texts.getLast()).contains("\"custom_id\":\"b\"").doesNotContain("\"a\"");
  }

  @Test
  void aResultFileWhoseBytesAreStoredAlreadyIsNotStoredAgain(@TempDir Path folder)
      throws Exception {
    var store = advice.mock("sink-file-store");
    var bytes = new SpoolFile(Files.writeString(folder.resolve("lines"), "{}\n"), "cd", 3);

    for (var isNew : List.of(false, true)) {
      producer.sendBody("direct:api-batch-results-keep", output(bytes, isNew));
    }

    assertThat(only(store).getVariable("key")).isEqualTo("true.jsonl");
    assertThat(only(store).getVariable("output", Output.class).isNew()).isTrue();
  }

  private static Output output(SpoolFile bytes, boolean isNew) {
    var type = "application/octet-stream";
    var now = Instant.EPOCH;
    return new Output(
        new StoredFile("file-9", LICENCE, "lines.jsonl", "batch_output", "cd", type, 3, now, null),
        new StoredContent("cd", type, 3, null, null),
        bytes,
        new ReservedLocation(new AssetLocation("file", isNew + ".jsonl"), isNew));
  }

  private void writeResults() throws Exception {
    advice.start("api-batch-results");
  }
}
