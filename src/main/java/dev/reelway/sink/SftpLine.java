package dev.reelway.sink;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.ChannelSftp.LsEntry;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchHostKeyException;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SftpATTRS;
import com.jcraft.jsch.SftpException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * A connection to the server, for one errand. Paths are taken by the letter; JSch by itself takes
 * them for patterns.
 */
final class SftpLine implements AutoCloseable {

  private static final int CONNECT = 10_000;
  private static final int SILENCE = 30_000;
  private static final String REPLACES = "posix-rename@openssh.com";

  private final Session session;
  private final ChannelSftp channel;

  private SftpLine(Session session, ChannelSftp channel) {
    this.session = session;
    this.channel = channel;
  }

  static SftpLine open(SftpSettings settings) throws SinkAway {
    var session = prepared(settings);
    try {
      session.connect(CONNECT);
      session.setTimeout(SILENCE);
      var channel = (ChannelSftp) session.openChannel("sftp");
      channel.connect(CONNECT);
      return new SftpLine(session, channel);
    } catch (JSchException failed) {
      session.disconnect();
      throw new SinkAway(sentence(settings, failed), failed);
    }
  }

  private static Session prepared(SftpSettings settings) throws SinkAway {
    try {
      return session(settings);
    } catch (JSchException unreadable) {
      throw new SinkAway(
          "The private key for the SFTP server %s, or its known hosts, cannot be read."
              .formatted(settings.address()),
          unreadable);
    }
  }

  private static Session session(SftpSettings settings) throws JSchException {
    var ssh = new JSch();
    var login = settings.login();
    var key = login.privateKey();
    if (key != null) {
      ssh.addIdentity(key.toString(), login.passphrase());
    }
    var known = settings.knownHosts();
    if (known != null) {
      ssh.setKnownHosts(known.toString());
    }
    var session = ssh.getSession(login.user(), settings.host(), settings.port());
    session.setPassword(login.password());
    session.setConfig("StrictHostKeyChecking", known == null ? "no" : "yes");
    session.setConfig("PreferredAuthentications", "publickey,password,keyboard-interactive");
    session.setDaemonThread(true);
    return session;
  }

  private static String sentence(SftpSettings settings, JSchException failed) {
    if (failed instanceof JSchHostKeyException) {
      return "The SFTP server %s shows a host key that is not the one in %s."
          .formatted(settings.address(), settings.knownHosts());
    }
    return String.valueOf(failed.getMessage()).startsWith("Auth")
        ? "The SFTP server %s does not let %s in."
            .formatted(settings.address(), settings.login().user())
        : "The SFTP server %s cannot be reached.".formatted(settings.address());
  }

  /** Writes a new file; folders on its way are made. */
  void write(String path, InputStream bytes) throws IOException {
    makeFolder(path.substring(0, path.lastIndexOf('/')));
    call(
        () -> {
          channel.put(bytes, letters(path));
          return path;
        });
  }

  private void makeFolder(String path) throws IOException {
    if (path.isEmpty() || look(path).isPresent()) {
      return;
    }
    makeFolder(path.substring(0, Math.max(0, path.lastIndexOf('/'))));
    try {
      channel.mkdir(letters(path));
    } catch (SftpException failed) {
      if (look(path).isEmpty()) { // else another worker made it just now
        throw new IOException(failed);
      }
    }
  }

  /** What the server knows of a file; empty where there is none. */
  Optional<SftpATTRS> look(String path) throws IOException {
    return found(() -> channel.stat(letters(path)));
  }

  /** Gives a file another name; one that had it until now is replaced. */
  void rename(String from, String to) throws IOException {
    if (channel.getExtension(REPLACES) == null) {
      delete(to);
    }
    call(
        () -> {
          channel.rename(letters(from), letters(to));
          return to;
        });
  }

  /** Nothing there is fine. */
  void delete(String path) throws IOException {
    found(
        () -> {
          channel.rm(letters(path));
          return path;
        });
  }

  /** The names of what lies in a folder; none where there is no such folder. */
  List<String> names(String folder) throws IOException {
    return found(() -> channel.ls(letters(folder))).stream()
        .flatMap(List::stream)
        .map(LsEntry::getFilename)
        .toList();
  }

  /** The file's bytes from one on; closing them closes this. */
  InputStream read(String path, long from) throws IOException {
    var bytes = call(() -> channel.get(letters(path), null, from));
    return new FilterInputStream(bytes) {

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        return in.read(buffer, offset, length);
      }

      @Override
      public void close() {
        SftpLine.this.close();
      }
    };
  }

  private interface Call<T> {

    T make() throws SftpException;
  }

  private static <T> T call(Call<T> call) throws IOException {
    try {
      return call.make();
    } catch (SftpException failed) {
      throw new IOException(failed);
    }
  }

  private static <T> Optional<T> found(Call<T> call) throws IOException {
    try {
      return Optional.of(call.make());
    } catch (SftpException failed) {
      if (failed.id == ChannelSftp.SSH_FX_NO_SUCH_FILE) {
        return Optional.empty();
      }
      throw new IOException(failed);
    }
  }

  private static String letters(String path) {
    return path.replaceAll("[\\\\*?]", "\\\\$0");
  }

  @Override
  public void close() {
    channel.disconnect();
    session.disconnect();
  }
}
