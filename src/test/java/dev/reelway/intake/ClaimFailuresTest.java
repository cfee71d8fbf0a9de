package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import dev.reelway.contracts.LogCapture;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;

@ExtendWith(LogCapture.class)
class ClaimFailuresTest {

  private final Path folder;
  private final SettableClock clock = new SettableClock();
  private final ClaimFailures claimFailures;

  ClaimFailuresTest(@TempDir Path folder) {
    this.folder = folder;
    var inbox =
        new Inbox(
            "studio", folder, "demo", OrderDefaults.of("tiny"), null, null, Duration.ofMillis(500));
    this.claimFailures = new ClaimFailures(inbox, clock);
  }

  @Test
  void aFileThatCannotBeClaimedIsLoggedAndTriedLessAndLessOften(CapturedOutput log)
      throws IOException {
    Files.writeString(folder.resolve("shots.txt"), "a cat");

    fail("shots.txt");

    assertThat(log.getOut())
        .containsOnlyOnce(
            "shots.txt in the inbox studio could not be moved to working/; retrying in 5 s.")
        .doesNotContain("\tat ");
    assertThat(claimFailures.isWaiting("shots.txt")).isTrue();
    assertThat(claimFailures.isWaiting("others.txt")).isFalse();
    clock.passes(Duration.ofSeconds(5));
    assertThat(claimFailures.isWaiting("shots.txt")).isFalse();

    fail("shots.txt");

    assertThat(log.getOut()).contains("retrying in 10 s");
  }

  @Test
  void aFileThatAnotherNodeHasClaimedIsNoFailure(CapturedOutput log) {
    fail("shots.txt");

    assertThat(claimFailures.isWaiting("shots.txt")).isFalse();
    assertThat(log.getOut()).doesNotContain("shots.txt in the inbox");
  }

  @Test
  void aFileOfTheSameNameStartsAnew(CapturedOutput log) throws IOException {
    var file = Files.writeString(folder.resolve("shots.txt"), "a cat");
    fail("shots.txt");
    Files.delete(file);
    Files.writeString(folder.resolve("others.txt"), "a dog");
    fail("others.txt");

    Files.writeString(file, "a hare");

    assertThat(claimFailures.isWaiting("shots.txt")).isFalse();
    fail("shots.txt");
    assertThat(log.getOut()).doesNotContain("retrying in 10 s");
  }

  @Test
  void anInboxThatCannotBeReadIsNamed(CapturedOutput log) {
    claimFailures.handleException(new IOException("the share is away"));

    assertThat(log.getOut())
        .contains("The inbox studio could not be read: java.io.IOException: the share is away");
  }

  private void fail(String name) {
    var file = new GenericFile<File>();
    file.setFile(folder.resolve(name).toFile());
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    exchange.setProperty(ExchangePropertyKey.FILE_EXCHANGE_FILE, file);
    claimFailures.handleException(
        "cannot begin", exchange, new GenericFileOperationFailedException("Cannot rename file"));
  }
}
