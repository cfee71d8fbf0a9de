package dev.reelway.sink.sftp;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchHostKeyException;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SocketFactory;
import dev.reelway.sink.SinkUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Prepares sessions as the settings say, and tells why one was not to be had. */
final class SshSessions {

  static final int CONNECT_TIMEOUT = 10_000;

  private SshSessions() {}

  /** A session that is connected on this socket later. */
  static Session prepared(SftpSettings settings, Socket socket) throws SinkUnavailable {
    try {
      return session(settings, socket);
    } catch (JSchException unreadable) {
      throw new SinkUnavailable(
          "The private key or the known hosts file for the SFTP server %s cannot be read."
              .formatted(settings.address()),
          unreadable);
    }
  }

  private static Session session(SftpSettings settings, Socket socket) throws JSchException {
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
    session.setSocketFactory(new Given(socket));
    return session;
  }

  static String sentence(SftpSettings settings, JSchException failed) {
    if (failed instanceof JSchHostKeyException) {
      return "The host key of the SFTP server %s does not match %s."
          .formatted(settings.address(), settings.knownHosts());
    }
    return String.valueOf(failed.getMessage()).startsWith("Auth")
        ? "The SFTP server %s refused the login of user %s."
            .formatted(settings.address(), settings.login().user())
        : "The SFTP server %s cannot be reached.".formatted(settings.address());
  }

  private record Given(Socket socket) implements SocketFactory {

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      socket.connect(new InetSocketAddress(host, port), CONNECT_TIMEOUT);
      return socket;
    }

    @Override
    public InputStream getInputStream(Socket one) throws IOException {
      return one.getInputStream();
    }

    @Override
    public OutputStream getOutputStream(Socket one) throws IOException {
      return one.getOutputStream();
    }
  }
}
