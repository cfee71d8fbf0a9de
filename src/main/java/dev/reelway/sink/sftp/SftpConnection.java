package dev.reelway.sink.sftp;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.ChannelSftp.LsEntrySelector;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SftpATTRS;
import com.jcraft.jsch.SftpException;
import dev.reelway.sink.SinkUnavailable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to the SFTP server for one operation. Paths are literal; JSch itself would read them
 * as patterns.
 */
final class SftpConnection implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.sinks");
  private static final int READ_TIMEOUT = 30_000;
  private static final int LISTINGS = 20;
  private static final String REPLACING_RENAME = "posix-rename@openssh.com";

  private final Session session;
  private final ChannelSftp channel;
  private final AnswerTimer timer;
  private final AnswerLimits limits;
  private final AtomicReference<Runnable> whenClosed;

  private SftpConnection(
      Session session,
      ChannelSftp channel,
      AnswerTimer timer,
      AnswerLimits limits,
      Runnable whenClosed) {
    this.session = session;
    this.channel = channel;
    this.timer = timer;
    this.limits = limits;
    this.whenClosed = new AtomicReference<>(whenClosed);
  }

  /**
   * Logs in.
   *
   * @param whenClosed is run once, when a connection that was opened is closed
   */
  static SftpConnection open(SftpSettings settings, AnswerLimits limits, Runnable whenClosed)
      throws SinkUnavailable {
    var socket = new Socket();
    var session = SshSessions.prepared(settings, socket);
    var timer = new AnswerTimer(settings.address(), socket, limits.alarms());
    timer.start(limits.answer());
    try {
      session.connect(SshSessions.CONNECT_TIMEOUT);
      session.setTimeout(READ_TIMEOUT);
      var channel = (ChannelSftp) session.openChannel("sftp");
      timer.start(limits.answer());
      channel.connect(SshSessions.CONNECT_TIMEOUT);
      return new SftpConnection(session, channel, timer, limits, whenClosed);
    } catch (JSchException failed) {
      session.disconnect();
      timer.closeSocket();
      throw timer.reason(failed) instanceof SinkUnavailable late
          ? late
          : new SinkUnavailable(SshSessions.sentence(settings, failed), failed);
    } finally {
      timer.stop();
    }
  }

  /** Writes a new file, and creates its folders. */
  void write(String path, InputStream bytes) throws IOException {
    makeFolder(path.substring(0, path.lastIndexOf('/')));
    call(
        () -> {
          channel.put(new WatchedSource(bytes, timer, limits), literal(path));
          return path;
        });
  }

  private void makeFolder(String path) throws IOException {
    if (path.isEmpty() || stat(path).isPresent()) {
      return;
    }
    makeFolder(path.substring(0, Math.max(0, path.lastIndexOf('/'))));
    try {
      answered(
          () -> {
            channel.mkdir(literal(path));
            return path;
          });
    } catch (SftpException failed) {
      if (stat(path).isEmpty()) { // Otherwise another worker has just created it.
        throw new IOException(failed);
      }
    }
  }

  /** The attributes of a file; empty if it does not exist. */
  Optional<SftpATTRS> stat(String path) throws IOException {
    return found(() -> channel.stat(literal(path)));
  }

  /**
   * Renames a file, and replaces an existing one. A server that cannot do both at once renames the
   * existing one first, and back if the new one does not get its name.
   *
   * @param aside the name of the existing file meanwhile
   */
  void rename(String from, String to, String aside) throws IOException {
    if (channel.getExtension(REPLACING_RENAME) != null || stat(to).isEmpty()) {
      rename(from, to);
      return;
    }
    rename(to, aside);
    try {
      rename(from, to);
    } catch (IOException failed) {
      rename(aside, to);
      throw failed;
    }
  }

  private void rename(String from, String to) throws IOException {
    call(
        () -> {
          channel.rename(literal(from), literal(to));
          return to;
        });
  }

  /**
   * Deletes a file; a missing one is ignored, also where the server refuses its deletion for
   * another reason.
   *
   * @return whether it was there
   */
  boolean delete(String path) throws IOException {
    try {
      return answered(
          () -> {
            channel.rm(literal(path));
            return true;
          });
    } catch (SftpException failed) {
      if (failed.id == ChannelSftp.SSH_FX_NO_SUCH_FILE || stat(path).isEmpty()) {
        return false;
      }
      throw new IOException(failed);
    }
  }

  /**
   * The names of the entries of a folder; none if the folder does not exist. Some servers say that
   * a file does not exist when an entry is deleted while they list the folder.
   */
  List<String> names(String folder) throws IOException {
    for (int tries = 0; tries < LISTINGS; tries++) {
      var listed = found(() -> listed(folder));
      if (listed.isPresent() || stat(folder).isEmpty()) {
        return listed.orElse(List.of());
      }
    }
    throw new IOException("The folder " + folder + " changes while it is listed.");
  }

  /** A large folder comes in many answers. */
  private List<String> listed(String folder) throws SftpException {
    var names = new ArrayList<String>();
    channel.ls(
        literal(folder),
        entry -> {
          timer.start(limits.answer());
          names.add(entry.getFilename());
          return LsEntrySelector.CONTINUE;
        });
    return names;
  }

  /** The bytes of a file from an offset; closing the stream closes this connection. */
  InputStream read(String path, long from) throws IOException {
    var bytes = call(() -> channel.get(literal(path), null, from));
    return new FilterInputStream(bytes) {

      @Override
      public int read() throws IOException {
        return next(in::read);
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        return next(() -> in.read(buffer, offset, length));
      }

      @Override
      public void close() {
        SftpConnection.this.close();
      }
    };
  }

  /** Fails if the connection was lost, rather than a request refused. */
  void requireOpen() throws IOException {
    if (!channel.isConnected() || !session.isConnected()) {
      throw new IOException("The connection to the SFTP server was lost.");
    }
  }

  private interface Bytes {

    int read() throws IOException;
  }

  private int next(Bytes bytes) throws IOException {
    timer.start(limits.answer());
    try {
      return bytes.read();
    } catch (IOException failed) {
      throw reason(failed);
    } finally {
      timer.stop();
    }
  }

  private interface Call<T> {

    T make() throws SftpException;
  }

  private <T> T call(Call<T> call) throws IOException {
    try {
      return answered(call);
    } catch (SftpException failed) {
      throw new IOException(failed);
    }
  }

  private <T> Optional<T> found(Call<T> call) throws IOException {
    try {
      return Optional.of(answered(call));
    } catch (SftpException failed) {
      if (failed.id == ChannelSftp.SSH_FX_NO_SUCH_FILE) {
        return Optional.empty();
      }
      throw new IOException(failed);
    }
  }

  /** What the server has answered, unless it takes too long. */
  private <T> T answered(Call<T> call) throws SftpException, SinkUnavailable {
    timer.start(limits.answer());
    try {
      return call.make();
    } catch (SftpException failed) {
      if (reason(failed) instanceof SinkUnavailable late) {
        throw late;
      }
      throw failed;
    } finally {
      timer.stop();
    }
  }

  private IOException reason(Exception failed) {
    var reason = timer.reason(failed);
    if (reason instanceof SinkUnavailable late) {
      LOG.warn(late.getMessage());
    }
    return reason;
  }

  private static String literal(String path) {
    return path.replaceAll("[\\\\*?]", "\\\\$0");
  }

  @Override
  public void close() {
    timer.start(limits.answer());
    channel.disconnect();
    session.disconnect();
    timer.stop();
    whenClosed.getAndSet(() -> {}).run();
  }
}
