package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.reelway.SettableClock;
import dev.reelway.job.JobDesk;
import dev.reelway.job.JobSettings;
import dev.reelway.job.Ledger;
import dev.reelway.job.Planner;
import dev.reelway.job.StepTrigger;
import dev.reelway.job.TestDatabase;
import dev.reelway.job.TestJobSettings;
import dev.reelway.order.Models;
import dev.reelway.order.Orders;
import dev.reelway.sink.Storing;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.Upstreams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A claimed file has one reader at a time, until one has read all of it. */
class HotFolderTest {

  private final Path folder;
  private final TestDatabase store;
  private final Batches batches;
  private final SettableClock clock = new SettableClock();
  private final Inboxes inboxes;
  private final HotFolder hotFolder;
  private final Results results;
  private final DroppedFile file;

  HotFolderTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    store = TestDatabase.sqlite(folder);
    batches = new Batches(store.database());
    var defaults = Defaults.of("tiny");
    inboxes =
        new Inboxes(
            List.of(
                new Inbox(Inbox.HOT_FOLDER, folder, "demo", defaults, null, null, Duration.ZERO)));
    var ledger = new Ledger(store.database(), "this-node");
    hotFolder = hotFolder(ledger);
    var assetLinks = new Whereabouts(folder, asset -> "http://videos.example");
    var reports = new Reports(inboxes, batches, ledger.queries(), assetLinks, clock);
    results = new Results(inboxes, batches, ledger.queries(), job -> job, reports, clock);
    file = DroppedFile.at(folder.resolve("working/batch_1/a.txt"));
  }

  private HotFolder hotFolder(Ledger ledger) {
    var upstream = new Upstream("studio", "sora", "http://127.0.0.1:1", "key", "k", false);
    var targets = Map.of("tiny", List.of(new Target("studio", "key", "m")));
    var upstreams = new Upstreams(Map.of("studio", upstream), targets);
    var planner =
        new Planner(
            upstreams, ledger.queries(), (dialect, verb) -> true, job -> Optional.empty(), clock);
    var jobs = new JobDesk(ledger, planner, settings(), Storing.FOREVER, StepTrigger.NONE, clock);
    var orders = new Orders(new Models(upstreams.models(), Map.of(), clock));
    return new HotFolder(inboxes, batches, orders, jobs.intake(), clock);
  }

  @BeforeEach
  void drop() throws IOException {
    Files.createDirectories(folder.resolve("working/batch_1"));
    Files.writeString(file.file(), "one\ntwo\n");
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aFileHasOneReaderUntilItsExchangeIsOver() throws IOException {
    var first = exchange();
    var second = exchange();

    assertThat(hotFolder.open(file, first)).isTrue();
    assertThat(hotFolder.open(file, second)).isFalse();
    end(second);
    assertThat(hotFolder.open(file, exchange())).isFalse();
    assertThat(hotFolder.leftovers()).isEmpty();

    end(first);
    assertThat(hotFolder.leftovers()).containsExactly(file);
    assertThat(hotFolder.open(file, exchange())).isTrue();
  }

  @Test
  void aFileThatAnotherReaderHasReadIsNotReadAgain() throws IOException {
    var first = exchange();
    hotFolder.open(file, first);
    hotFolder.seal(file, read());
    end(first);

    assertThat(hotFolder.open(file, exchange())).isFalse();
  }

  @Test
  void aReaderThatFailedOnAnOrderDoesNotSealTheFile() throws IOException {
    hotFolder.open(file, exchange());
    var first = hotFolder.read(file);
    var second = hotFolder.read(file);
    hotFolder.failed(first, new IllegalStateException("No disk"));
    hotFolder.failed(second, new IllegalStateException("No disk"));

    assertThatIOException().isThrownBy(() -> hotFolder.seal(file, first));
    assertThatIOException().isThrownBy(() -> hotFolder.seal(file, second));
    assertThat(batches.isSealed("batch_1")).isFalse();
  }

  @Test
  void aFileThatCannotBeMovedIsRetriedLater() throws IOException {
    var exchange = exchange();
    hotFolder.open(file, exchange);
    exchange.setException(new IOException("No disk"));

    end(exchange);

    assertThat(hotFolder.leftovers()).isEmpty();
    clock.passes(Duration.ofSeconds(6));
    assertThat(hotFolder.leftovers()).containsExactly(file);
  }

  /** The database failed after the move, or the process was killed. */
  @Test
  void aFileInFailedWithAnOpenBatchIsClosedLater() throws IOException {
    hotFolder.open(file, exchange());
    assertThat(results.finished()).isEmpty();
    assertThat(batches.unread()).hasSize(1);
    Files.createDirectories(folder.resolve("failed"));
    Files.move(file.file(), folder.resolve("failed/a.txt"));

    results.finished();

    assertThat(batches.underway()).isEmpty();
  }

  /** Its drive may be away temporarily. */
  @Test
  void aMissingFileKeepsItsBatchOpen() throws IOException {
    hotFolder.open(file, exchange());
    Files.delete(file.file());

    results.finished();

    assertThat(batches.underway()).hasSize(1);
  }

  private Reading read() throws IOException {
    var reading = hotFolder.read(file);
    assertThat(reading.hasNext()).isFalse();
    return reading;
  }

  private static Exchange exchange() {
    return new DefaultExchange(new DefaultCamelContext());
  }

  private static void end(Exchange exchange) {
    var completions = exchange.getExchangeExtension().handoverCompletions();
    for (var first : completions == null ? List.<Synchronization>of() : completions) {
      if (exchange.getException() == null) {
        first.onComplete(exchange);
      } else {
        first.onFailure(exchange);
      }
    }
  }

  private static JobSettings settings() {
    return new TestJobSettings().lease(Duration.ofMinutes(1)).build();
  }
}
