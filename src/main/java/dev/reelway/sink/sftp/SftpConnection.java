package dev.reelway.sink.sftp;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.ChannelSftp.LsEntry;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchHostKeyException;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SftpATTRS;
import com.jcraft.jsch.SftpException;
import dev.reelway.sink.SinkUnavailable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * A connection to the SFTP server for one operation. Paths are literal; JSch itself would read them
 * as patterns.
 */
final class SftpConnection implements AutoCloseable {

  private static final int CONNECT_TIMEOUT = 10_000;
  private static final int READ_TIMEOUT = 30_000;
  private static final int LISTINGS = 20;
  private static final String REPLACING_RENAME = "posix-rename@openssh.com";

  private final Session session;
  private final ChannelSftp channel;

  private SftpConnection(Session session, ChannelSftp channel) {
    this.session = session;
    this.channel = channel;
  }

  static SftpConnection open(SftpSettings settings) throws SinkUnavailable {
    var session = prepared(settings);
    try {
      session.connect(CONNECT_TIMEOUT);
      session.setTimeout(READ_TIMEOUT);
      var channel = (ChannelSftp) session.openChannel("sftp");
      channel.connect(CONNECT_TIMEOUT);
      return new SftpConnection(session, channel);
    } catch (JSchException failed) {
      session.disconnect();
      throw new SinkUnavailable(sentence(settings, failed), failed);
    }
  }

  private static Session prepared(SftpSettings settings) throws SinkUnavailable {
    try {
      return session(settings);
    } catch (JSchException unreadable) {
      throw new SinkUnavailable(
          "The private key or the known hosts file for the SFTP server %s cannot be read."
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
      return "The host key of the SFTP server %s does not match %s."
          .formatted(settings.address(), settings.knownHosts());
    }
    return String.valueOf(failed.getMessage()).startsWith("Auth")
        ? "The SFTP server %s refused the login of user %s."
            .formatted(settings.address(), settings.login().user())
        : "The SFTP server %s cannot be reached.".formatted(settings.address());
  }

  /** Writes a new file, and creates its folders. */
  void write(String path, InputStream bytes) throws IOException {
    makeFolder(path.substring(0, path.lastIndexOf('/')));
    call(
        () -> {
          channel.put(bytes, literal(path));
          return path;
        });
  }

  private void makeFolder(String path) throws IOException {
    if (path.isEmpty() || stat(path).isPresent()) {
      return;
    }
    makeFolder(path.substring(0, Math.max(0, path.lastIndexOf('/'))));
    try {
      channel.mkdir(literal(path));
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
      channel.rm(literal(path));
      return true;
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
      var listed = found(() -> channel.ls(literal(folder)));
      if (listed.isPresent() || stat(folder).isEmpty()) {
        return listed.stream().flatMap(List::stream).map(LsEntry::getFilename).toList();
      }
    }
    throw new IOException("The folder " + folder + " changes while it is listed.");
  }

  /** The bytes of a file from an offset; closing the stream closes this connection. */
  InputStream read(String path, long from) throws IOException {
    var bytes = call(() -> channel.get(literal(path), null, from));
    return new FilterInputStream(bytes) {

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        return in.read(buffer, offset, length);
      }

      @Override
      public void close() {
        SftpConnection.this.close();
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

  private static String literal(String path) {
    return path.replaceAll("[\\\\*?]", "\\\\$0");
  }

  @Override
  public void close() {
    channel.disconnect();
    session.disconnect();
  }
}
