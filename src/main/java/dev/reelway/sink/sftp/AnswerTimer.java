package dev.reelway.sink.sftp;

import dev.reelway.sink.SinkUnavailable;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a connection whose server takes too long for one answer. JSch waits for an answer without
 * end: its own timeout is content with an SSH server that answers keep-alive messages, also where
 * the file system behind it hangs.
 */
final class AnswerTimer {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.sinks");

  private final String server;
  private final Socket socket;
  private final ScheduledExecutorService alarms;
  private @Nullable Future<?> alarm;
  private @Nullable Duration exceeded;

  AnswerTimer(String server, Socket socket, ScheduledExecutorService alarms) {
    this.server = server;
    this.socket = socket;
    this.alarms = alarms;
  }

  /** From now on the server is waited for, and no longer for what it was before. */
  synchronized void start(Duration most) {
    stop();
    alarm = alarms.schedule(() -> end(most), most.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The server has answered, or something else is waited for. */
  synchronized void stop() {
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
  }

  /** What a failure is told as: that of a connection that was ended here has that reason. */
  synchronized IOException reason(Exception failed) {
    return exceeded == null
        ? new IOException(failed)
        : new SinkUnavailable(
            "The SFTP server %s has not answered within %d s."
                .formatted(server, exceeded.toSeconds()),
            failed);
  }

  /** A session that is disconnected would tell the server first, and might wait for it again. */
  private void end(Duration most) {
    synchronized (this) {
      exceeded = most;
    }
    closeSocket();
  }

  void closeSocket() {
    try {
      socket.close();
    } catch (IOException broken) {
      LOG.debug("A connection to the SFTP server {} could not be closed", server, broken);
    }
  }
}
