package dev.reelway.intake;

import dev.reelway.wire.PlainText;
import java.io.File;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.spi.ExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of an inbox that could not be claimed: another program has them open, or the service may
 * not rename them. Each is logged and left where it is until its next try. A file that another node
 * has claimed first is no failure.
 */
final class ClaimFailures implements ExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");

  private final Inbox inbox;
  private final RetryBackoff retryBackoff;
  private final Set<String> failed = ConcurrentHashMap.newKeySet();

  ClaimFailures(Inbox inbox, Clock clock) {
    this.inbox = inbox;
    this.retryBackoff = new RetryBackoff(clock);
  }

  /** Whether the next try to claim the file of this name is not due yet. */
  boolean isWaiting(String name) {
    return retryBackoff.isWaiting(name);
  }

  @Override
  public void handleException(Throwable thrown) {
    handleException(null, null, thrown);
  }

  @Override
  public void handleException(@Nullable String message, Throwable thrown) {
    handleException(message, null, thrown);
  }

  @Override
  public void handleException(
      @Nullable String message, @Nullable Exchange exchange, Throwable thrown) {
    var file = exchange == null ? null : file(exchange);
    if (file == null) {
      LOG.warn(
          "The inbox {} could not be read: {}", inbox.name(), PlainText.forLog(thrown.toString()));
    } else if (Files.exists(inbox.folder().resolve(file))) {
      notClaimed(file, thrown);
    } else {
      LOG.debug("{} was claimed by another node", PlainText.forLog(file));
    }
  }

  private void notClaimed(String file, Throwable thrown) {
    failed.removeIf(name -> !Files.exists(inbox.folder().resolve(name)));
    retryBackoff.forgetAllBut(failed);
    failed.add(file);
    LOG.warn(
        "{} in the inbox {} could not be moved to working/; retrying in {} s. It may be open in"
            + " another program, or belong to another user: {}",
        PlainText.forLog(file),
        inbox.name(),
        retryBackoff.failed(file).toSeconds(),
        PlainText.forLog(String.valueOf(thrown.getMessage())));
  }

  private static @Nullable String file(Exchange exchange) {
    var file = exchange.getProperty(ExchangePropertyKey.FILE_EXCHANGE_FILE, GenericFile.class);
    return file != null && file.getFile() instanceof File found ? found.getName() : null;
  }
}
