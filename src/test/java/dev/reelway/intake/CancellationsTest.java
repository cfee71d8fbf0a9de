package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CancellationsTest {

  private final Path folder;
  private final TestDatabase database;

  CancellationsTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.database = TestDatabase.sqlite(folder);
  }

  @AfterEach
  void close() {
    database.close();
  }

  /** A name has 255 bytes at most, and a character of another script up to four. */
  @ParameterizedTest
  @CsvSource({"a, 1", "a, 236", "a, 237", "a, 248", "雨, 82", "🎬, 62"})
  void whoCancelsNothingIsToldHoweverLongTheName(String letter, int times) throws IOException {
    var name = letter.repeat(times) + ".cancel";
    assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(255);

    cancellations().note(Files.writeString(folder.resolve(name), "").getFileName().toString());

    try (var reasons = Files.list(folder.resolve("failed"))) {
      assertThat(reasons)
          .singleElement()
          .satisfies(
              reason -> {
                assertThat(reason.getFileName().toString())
                    .startsWith(letter)
                    .endsWith(".cancel.reason.txt");
                assertThat(reason).hasContent("No file of this name is under way.");
              });
    }
  }

  private Cancellations cancellations() {
    var inbox =
        new Inbox(Inbox.HOT_FOLDER, folder, "demo", Defaults.of("tiny"), null, null, Duration.ZERO);
    return new Cancellations(inbox, new Batches(database.database()), Clock.systemUTC());
  }
}
