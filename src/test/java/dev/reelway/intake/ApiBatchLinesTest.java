package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import dev.reelway.intake.ApiBatchLines.Source;
import dev.reelway.job.Ledger;
import dev.reelway.job.TestDatabase;
import dev.reelway.media.SpoolFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

/** How a list of a batch's lines reads its input file, which each page opens again. */
class ApiBatchLinesTest {

  private static final String LINES =
      """
      {"custom_id": "one", "prompt": "a fox"}
      {"custom_id": "two", "prompt": "a hare"}
      """;

  private final SettableClock clock = new SettableClock();
  private final TestDatabase store;
  private final Path folder;
  private final Path copies;
  private final ApiBatchLines lines;

  ApiBatchLinesTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.copies = folder.resolve("incoming");
    this.store = TestDatabase.sqlite(folder);
    this.lines =
        new ApiBatchLines(
            new DroppedBatches(store.database()),
            new Ledger(store.database(), "this-node").queries(),
            new SpoolFolder(copies),
            clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aFileOnThisMachineIsReadWithoutACopy() throws IOException {
    var file = Files.writeString(folder.resolve("orders.jsonl"), LINES);

    assertThat(names(new FileSystemResource(file))).containsExactly("one", "two");

    assertThat(copies).isEmptyDirectory();
    assertThat(file).hasContent(LINES);
  }

  /** What is read of it may take long to send. */
  @Test
  void anyOtherFileIsCopiedWhileItIsRead() throws IOException {
    var remote = new ByteArrayResource(LINES.getBytes(StandardCharsets.UTF_8));
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    lines.read(
        new Source(BatchCalls.batch("batch_1", "ann", clock.instant()), remote),
        null,
        exchange,
        line -> {
          assertThat(copies).isNotEmptyDirectory();
          return true;
        });

    assertThat(copies).isEmptyDirectory();
  }

  private List<String> names(Resource input) throws IOException {
    var names = new ArrayList<String>();
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    lines.read(
        new Source(BatchCalls.batch("batch_1", "ann", clock.instant()), input),
        null,
        exchange,
        line -> names.add(line.customId()));
    return names;
  }
}
