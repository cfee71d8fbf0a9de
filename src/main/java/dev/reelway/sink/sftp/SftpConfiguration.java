package dev.reelway.sink.sftp;

import dev.reelway.sink.SinkOptions;
import dev.reelway.sink.SinkSettings;
import dev.reelway.sink.UsedFolders;
import dev.reelway.sink.sftp.SftpSettings.SftpLogin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the sink {@code sftp} out of its settings; wrong ones are refused by their key. */
@Configuration(proxyBeanMethods = false)
public class SftpConfiguration {

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
          "connections",
          "key");

  private static final String CONNECTIONS = "must be from 4 to 1000.";

  @Bean
  SftpSink sftpSink(SinkSettings settings, UsedFolders usedFolders) {
    var server = SinkOptions.read(settings, "sftp", KEYS, SftpConfiguration::sftp);
    var folder = server.map(one -> one.place(one.folder())).orElse("");
    return new SftpSink(server, usedFolders.of("sftp", folder), AnswerLimits.usual());
  }

  private static SftpSettings sftp(SinkOptions options) {
    var host = options.required("host", "must name the SFTP server.");
    options.check(host.matches("[\\w.:-]+"), "host", "must be a host name or an IP address.");
    return new SftpSettings(
        host,
        port(options),
        login(options),
        knownHosts(options),
        folder(options),
        connections(options));
  }

  private static int port(SinkOptions options) {
    var given = options.optional("port");
    boolean right = given == null || given.matches("\\d{1,5}") && Integer.parseInt(given) <= 65_535;
    options.check(right && !"0".equals(given), "port", "must be from 1 to 65535.");
    return given == null ? 22 : Integer.parseInt(given);
  }

  private static SftpLogin login(SinkOptions options) {
    var user = options.required("user", "must name the user to log in as.");
    var password = options.optional("password");
    var privateKey = options.file("private-key");
    options.check(
        password != null || privateKey != null, "password", "or private-key must be set.");
    return new SftpLogin(user, password, privateKey, options.optional("passphrase"));
  }

  /** Accepting any host key must be said explicitly. */
  private static @Nullable Path knownHosts(SinkOptions options) {
    if (!options.flag("check-host-key", true)) {
      return null;
    }
    var given = options.file("known-hosts");
    var known =
        given == null ? Path.of(System.getProperty("user.home"), ".ssh", "known_hosts") : given;
    options.check(
        Files.isReadable(known),
        "known-hosts",
        "must name a file with the server's host key, or check-host-key must be false.");
    return known;
  }

  private static String folder(SinkOptions options) {
    var folder = options.required("folder", "must name the folder for videos on the server.");
    options.check(
        folder.matches("/?[^/\\p{Cntrl}]+(/[^/\\p{Cntrl}]+)*"),
        "folder",
        "must be a path like videos or /srv/videos, without a trailing slash.");
    return folder;
  }

  private static int connections(SinkOptions options) {
    var given = options.required("connections", CONNECTIONS);
    boolean right = given.matches("\\d{1,4}") && Integer.parseInt(given) >= 4;
    options.check(right && Integer.parseInt(given) <= 1_000, "connections", CONNECTIONS);
    return Integer.parseInt(given);
  }
}
