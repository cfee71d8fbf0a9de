package dev.reelway.sink.sftp;

import dev.reelway.sink.SinkUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens connections, as many at once as the settings allow: each takes memory, and a server drops
 * logins at random where many arrive together. Readers get three quarters of them, so that slow
 * callers never keep files from being stored.
 */
final class SftpConnections {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.sinks");

  /** OpenSSH begins to drop them where ten are underway. */
  private static final int LOGINS = 6;

  private final SftpSettings settings;
  private final AnswerLimits limits;
  private final Semaphore all;
  private final Semaphore readers;
  private final Semaphore logins = new Semaphore(LOGINS, true);

  SftpConnections(SftpSettings settings, AnswerLimits limits) {
    this.settings = settings;
    this.limits = limits;
    this.all = new Semaphore(settings.connections(), true);
    this.readers = new Semaphore(settings.connections() * 3 / 4, true);
  }

  SftpConnection forReading() throws SinkUnavailable {
    acquire(readers);
    try {
      return opened(
          () -> {
            all.release();
            readers.release();
          });
    } catch (SinkUnavailable away) {
      readers.release();
      throw away;
    }
  }

  SftpConnection forWriting() throws SinkUnavailable {
    return opened(all::release);
  }

  private SftpConnection opened(Runnable whenClosed) throws SinkUnavailable {
    acquire(all);
    try {
      return loggedIn(whenClosed);
    } catch (SinkUnavailable away) {
      all.release();
      throw away;
    }
  }

  private SftpConnection loggedIn(Runnable whenClosed) throws SinkUnavailable {
    acquire(logins);
    try {
      return SftpConnection.open(settings, limits, whenClosed);
    } catch (SinkUnavailable away) {
      LOG.warn(away.getMessage());
      throw away;
    } finally {
      logins.release();
    }
  }

  private void acquire(Semaphore connections) throws SinkUnavailable {
    Duration most = limits.connection();
    try {
      if (connections.tryAcquire(most.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    var sentence =
        "All connections to the SFTP server %s are in use.".formatted(settings.address());
    throw new SinkUnavailable(sentence, new IOException(sentence));
  }
}
