package dev.reelway.command;

import dev.reelway.setup.SecretText;
import dev.reelway.setup.SettingsChecks;
import dev.reelway.wire.OwnHost;
import java.net.URI;
import java.util.Map;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Where a command finds the service: in the same settings that start it. */
public final class AdminAddress {

  private static final String KEY = "reelway.admin-key";

  private AdminAddress() {}

  /**
   * Reads the environment and the configuration files, without starting anything.
   *
   * @param defaults where further configuration files are
   */
  public static AdminClient client(Map<String, Object> defaults) {
    var environment = new StandardEnvironment();
    environment.getPropertySources().addLast(new MapPropertySource("defaultProperties", defaults));
    ConfigDataEnvironmentPostProcessor.applyTo(environment);
    return client(Binder.get(environment));
  }

  static AdminClient client(Binder settings) {
    var configured =
        SettingsChecks.required(
            settings.bind(KEY, String.class).orElse(null),
            KEY,
            "must be set, in the environment as REELWAY_ADMIN_KEY or in application.yaml.");
    SettingsChecks.check(
        !configured.startsWith("sha256:"),
        KEY,
        "is the hash of the key. Set REELWAY_ADMIN_KEY to the key itself.");
    var host = settings.bind("reelway.admin.address", String.class).orElse("127.0.0.1");
    int port = settings.bind("reelway.admin.port", Integer.class).orElse(0);
    return new AdminClient(
        URI.create("http://%s:%d".formatted(OwnHost.of(host), port)),
        SecretText.of(configured, KEY));
  }
}
