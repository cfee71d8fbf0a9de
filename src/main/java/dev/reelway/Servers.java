package dev.reelway;

import dev.reelway.sink.SftpSettings;
import dev.reelway.sink.SftpSettings.Login;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The server of the sink {@code sftp}, once its settings are found to be right. */
final class Servers {

  private static final List<String> KEYS =
      List.of(
          "host",
          "port",
          "user",
          "password",
          "private-key",
          "passphrase",
          "known-hosts",
          "check-host-key",
          "folder",
          "key");

  private Servers() {}

  /** As with a bucket, what is wrong matters only where films go there. */
  static Optional<SftpSettings> of(Settings settings) {
    var keys = SinkKeys.of(settings, "sftp");
    if (Inlets.usesSink(settings, "sftp")) {
      return Optional.of(sftp(keys.only(KEYS)));
    }
    try {
      return Optional.of(sftp(keys.only(KEYS)));
    } catch (ConfigurationRefused notInUse) {
      return Optional.empty();
    }
  }

  private static SftpSettings sftp(SinkKeys keys) {
    var host = keys.given("host", "must name the server that films go to.");
    keys.check(host.matches("[\\w.:-]+"), "host", "must be a host's name or its IP address.");
    return new SftpSettings(host, port(keys), login(keys), knownHosts(keys), folder(keys));
  }

  private static int port(SinkKeys keys) {
    var given = keys.optional("port");
    boolean right = given == null || given.matches("\\d{1,5}") && Integer.parseInt(given) <= 65_535;
    keys.check(right && !"0".equals(given), "port", "must be from 1 to 65535.");
    return given == null ? 22 : Integer.parseInt(given);
  }

  private static Login login(SinkKeys keys) {
    var user = keys.given("user", "must name whom the server knows us as.");
    var password = keys.optional("password");
    var privateKey = keys.file("private-key");
    keys.check(password != null || privateKey != null, "password", "or private-key must be given.");
    return new Login(user, password, privateKey, keys.optional("passphrase"));
  }

  /** Whoever believes any key must say so. */
  private static @Nullable Path knownHosts(SinkKeys keys) {
    if (!keys.flag("check-host-key", true)) {
      return null;
    }
    var given = keys.file("known-hosts");
    var known =
        given == null ? Path.of(System.getProperty("user.home"), ".ssh", "known_hosts") : given;
    keys.check(
        Files.isReadable(known),
        "known-hosts",
        "must name a file with the server's host key, or check-host-key must be false.");
    return known;
  }

  private static String folder(SinkKeys keys) {
    var folder = keys.given("folder", "must name the folder for films on the server.");
    keys.check(
        folder.matches("/?[^/\\p{Cntrl}]+(/[^/\\p{Cntrl}]+)*"),
        "folder",
        "must be a path like films or /srv/films, without a slash at its end.");
    return folder;
  }
}
