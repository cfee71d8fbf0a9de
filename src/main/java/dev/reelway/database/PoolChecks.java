package dev.reelway.database;

import dev.reelway.setup.SettingsChecks;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.context.properties.bind.Binder;

/**
 * Refuses values of HikariCP's settings that it would replace by others, or that have no effect.
 * Times are milliseconds.
 */
final class PoolChecks {

  private static final long NONE = 0;
  private static final long DEFAULT_LIFETIME = 1_800_000;

  private final Binder binder;
  private final String prefix;
  private final Map<String, Long> set = new TreeMap<>();

  /**
   * @param prefix what all keys begin with
   */
  PoolChecks(Binder binder, String prefix) {
    this.binder = binder;
    this.prefix = prefix;
  }

  void check() {
    atLeast("maximum-pool-size", 1);
    atLeast("minimum-idle", 0);
    atLeast("connection-timeout", 250);
    atLeast("validation-timeout", 250);
    zeroOrAtLeast("idle-timeout", 10_000);
    zeroOrAtLeast("max-lifetime", 30_000);
    zeroOrAtLeast("keepalive-time", 30_000);
    zeroOrAtLeast("leak-detection-threshold", 2_000);
    number("initialization-fail-timeout");
    checkSizes();
    checkTimes();
  }

  private void checkSizes() {
    long most = value("maximum-pool-size", 10);
    check(
        value("minimum-idle", most) <= most,
        "minimum-idle",
        "must not be greater than maximum-pool-size.");
    check(
        value("idle-timeout", NONE) == NONE || value("minimum-idle", most) < most,
        "idle-timeout",
        "has no effect unless minimum-idle is less than maximum-pool-size.");
  }

  private void checkTimes() {
    long life = value("max-lifetime", DEFAULT_LIFETIME);
    long longest = life == NONE ? Long.MAX_VALUE : life;
    check(
        value("keepalive-time", NONE) < longest,
        "keepalive-time",
        "must be less than max-lifetime.");
    check(
        value("idle-timeout", NONE) + 1_000 <= longest,
        "idle-timeout",
        "must be less than max-lifetime by at least 1000.");
    check(
        value("leak-detection-threshold", NONE) <= longest,
        "leak-detection-threshold",
        "must not be greater than max-lifetime.");
  }

  private void atLeast(String key, long least) {
    number(key);
    check(value(key, least) >= least, key, "must be at least %d.".formatted(least));
  }

  private void zeroOrAtLeast(String key, long least) {
    number(key);
    long value = value(key, NONE);
    check(value == NONE || value >= least, key, "must be 0 or at least %d.".formatted(least));
  }

  private void number(String key) {
    binder.bind(prefix + "." + key, Long.class).ifBound(value -> set.put(key, value));
  }

  private long value(String key, long otherwise) {
    return set.getOrDefault(key, otherwise);
  }

  private void check(boolean right, String key, String sentence) {
    SettingsChecks.check(right, prefix + "." + key, sentence);
  }
}
