package dev.reelway.sink.sftp;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The SFTP server that files are stored on, and how it is authenticated.
 *
 * @param login the user and its secrets
 * @param knownHosts a file with the server's host key, in OpenSSH's format; null to accept any host
 *     key
 * @param folder the folder for files: absolute, or relative to the user's home
 * @param connections how many may be open at once
 */
public record SftpSettings(
    String host,
    int port,
    SftpLogin login,
    @Nullable Path knownHosts,
    String folder,
    int connections) {

  /**
   * A user with a password, a private key, or both. {@code toString} does not contain the secrets.
   *
   * @param privateKey a file in OpenSSH's format
   */
  public record SftpLogin(
      String user,
      @Nullable String password,
      @Nullable Path privateKey,
      @Nullable String passphrase) {

    @Override
    public String toString() {
      return user;
    }
  }

  /** The server's host and port. */
  String address() {
    return host + ":" + port;
  }

  /** A folder of the server, with the server's name. */
  String place(String path) {
    return address() + "/" + path;
  }
}
