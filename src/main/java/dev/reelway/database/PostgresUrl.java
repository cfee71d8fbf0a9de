package dev.reelway.database;

import dev.reelway.setup.SettingsChecks;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

/** Checks that a URL of several PostgreSQL servers leads to their primary. */
final class PostgresUrl {

  static final String PREFIX = "jdbc:postgresql:";

  private static final String KEY = "spring.datasource.url";
  private static final String TARGET = "targetServerType";

  private PostgresUrl() {}

  /** Whether it names several hosts, like {@code jdbc:postgresql://one,two/reelway}. */
  static boolean hasSeveralHosts(String url) {
    var server = url.substring(PREFIX.length()).split("[?]", 2)[0];
    return server.startsWith("//") && server.substring(2).split("/", 2)[0].contains(",");
  }

  /**
   * Refuses a URL that may lead to a standby.
   *
   * @param properties of the driver, which the URL overrides
   */
  static void check(String url, Properties properties) {
    var target = parameter(url, TARGET, properties);
    boolean primary = List.of("primary", "master").contains(target);
    SettingsChecks.check(
        primary || !hasSeveralHosts(url),
        KEY,
        "must end with targetServerType=primary, as it names several hosts.");
    SettingsChecks.check(
        primary || List.of("", "any").contains(target),
        KEY,
        "must not lead to a standby: set targetServerType to primary.");
    SettingsChecks.check(
        !parameter(url, "readOnly", properties).equals("true"),
        KEY,
        "must not contain readOnly=true: Reelway writes.");
  }

  private static String parameter(String url, String name, Properties properties) {
    var query = url.split("[?]", 2);
    return Arrays.stream(query.length < 2 ? new String[0] : query[1].split("&"))
        .map(one -> one.split("=", 2))
        .filter(one -> one[0].equals(name) && one.length == 2)
        .map(one -> one[1])
        .findFirst()
        .orElseGet(() -> properties.getProperty(name, ""));
  }
}
