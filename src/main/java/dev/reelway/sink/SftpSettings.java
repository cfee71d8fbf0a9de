package dev.reelway.sink;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which server films go to, and how it is known.
 *
 * @param login whom it knows us as
 * @param knownHosts holds the server's own key, as OpenSSH writes it; null: any key is believed
 * @param folder where films lie there: absolute, or from the user's home
 */
record SftpSettings(String host, int port, Login login, @Nullable Path knownHosts, String folder) {

  /**
   * A user with a password, with a private key, or with both; it never tells its secrets.
   *
   * @param privateKey a file, as OpenSSH writes it
   */
  public record Login(
      String user,
      @Nullable String password,
      @Nullable Path privateKey,
      @Nullable String passphrase) {

    @Override
    public String toString() {
      return user;
    }
  }

  /** The server's address. */
  String address() {
    return host + ":" + port;
  }
}
