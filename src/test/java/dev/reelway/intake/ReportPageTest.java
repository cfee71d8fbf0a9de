package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.cost.Amount;
import dev.reelway.intake.format.OrderEntry;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import dev.reelway.sink.Asset;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The report page of a file, and the escaping of its texts. */
class ReportPageTest {

  private static final Instant NOW = Instant.parse("2026-11-03T10:15:30Z");
  private static final Path FOLDER = Path.of("/srv/reelway/inbox/results");

  private final AssetLinks files =
      new AssetLinks(Path.of("/srv/reelway/out box"), file -> "https://videos.example/m/1.mp4");
  private final ReportRow rows = new ReportRow(files.from(FOLDER));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "</style></title><svg onload=alert(1)>",
        "&lt;b&gt;"
      })
  void untrustedTextIsEscaped(String malicious) {
    var page =
        ReportHead.of(droppedBatch(malicious + ".txt"), batchProgress(1, 1), 0, null, NOW)
            + ReportHead.refused(droppedBatch(malicious), malicious)
            + rows.of(
                new OrderOutcome(
                    OrderEntry.of(1, malicious, Parameters.of("prompt", malicious)),
                    null,
                    refusal(new OrderRefused(null, malicious))));

    assertThat(page).doesNotContain(malicious).contains(Html.escape(malicious));
  }

  @Test
  void forbiddenCharactersAreReplaced() {
    assertThat(Html.escape("a\0b\u001b[31m\ud83e c\u0085🦊\nd"))
        .isEqualTo("a\ufffdb\ufffd[31m\ufffd c\ufffd🦊\nd");
  }

  @Test
  void thePageHasNoScriptAndLoadsNothingRemote() {
    var head = ReportHead.of(droppedBatch("a.txt"), batchProgress(2, 1), 0, 5, NOW);

    assertThat(head)
        .contains("default-src 'none'", "img-src 'self' file:;", "http-equiv=\"refresh\"")
        .doesNotContain("<script", "unsafe", "style=", "<link", "http://", "https://");
  }

  @Test
  void theCostOfAFileIsToldWhereItIsKnown() {
    var cost = new Amount(new BigDecimal("12.8"), "USD");
    var progress = new BatchProgress(2, 2, 0, 0, 0, 0, cost);

    assertThat(ReportHead.of(droppedBatch("a.txt"), progress, 0, null, NOW))
        .contains("UTC · cost: 12.8 USD</p>");
    assertThat(ReportHead.of(droppedBatch("a.txt"), batchProgress(2, 2), 0, null, NOW))
        .doesNotContain("cost");
  }

  @Test
  void aFinalPageIsNotReloaded() {
    assertThat(ReportHead.of(droppedBatch("a.txt"), batchProgress(2, 2), 0, null, NOW))
        .doesNotContain("refresh")
        .contains("finished on 3 November 2026, 10:15:30 UTC");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1 line begins with # and is not an order.",
    "12, 12 lines begin with # and are not orders."
  })
  void commentsAreToldBecauseAPromptMayBeginLikeThem(int comments, String sentence) {
    assertThat(ReportHead.of(droppedBatch("a.txt"), batchProgress(2, 1), comments, 5, NOW))
        .contains(sentence);
    assertThat(ReportHead.of(droppedBatch("a.txt"), batchProgress(2, 1), 0, 5, NOW))
        .doesNotContain("with #");
  }

  @Test
  void aVideoIsLinkedRelativeToThePage() {
    assertThat(files.relativeTo(FOLDER, video("file", "2026-11-03/vidéo 1.mp4")))
        .isEqualTo("../../out%20box/2026-11-03/vid%C3%A9o%201.mp4");
    assertThat(files.relativeTo(FOLDER, video("s3", "2026-11-03/video_1.mp4")))
        .isEqualTo("https://videos.example/m/1.mp4");
  }

  @Test
  void anOrderThatHasNotBeenReadIsShownAsSuch() {
    var orderEntry = OrderEntry.of(7, null, Parameters.of("prompt", "a fox"));

    assertThat(rows.of(new OrderOutcome(orderEntry, null, null)))
        .contains("line-7", "a fox", "not read yet");
  }

  @ParameterizedTest
  @CsvSource({"0, 0 s", "59, 59 s", "125, 2 min 05 s", "3780, 1 h 03 min", "90000, 25 h 00 min"})
  void durationsAreFormatted(long seconds, String words) {
    assertThat(ReportRow.words(Duration.ofSeconds(seconds))).isEqualTo(words);
  }

  private static Asset video(String sink, String key) {
    return new Asset(sink, key, "video/mp4", 1, "0".repeat(64), null);
  }

  private static DecidedLines.Refusal refusal(OrderRefused why) {
    return new DecidedLines.Refusal(1, null, why.code(), why.sentence());
  }

  private static BatchProgress batchProgress(int total, int done) {
    return new BatchProgress(total, done, 0, total - done, 0, 0, null);
  }

  private static DroppedBatch droppedBatch(String name) {
    return new DroppedBatch("b1", "ann", name, name, NOW);
  }
}
