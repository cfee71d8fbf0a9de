package dev.reelway.order;

import dev.reelway.setup.SettingsChecks;

/** How a public model may be called in the settings. */
public final class ModelNameChecks {

  private ModelNameChecks() {}

  /** Refuses what could not be written in a call. */
  public static void check(String name, String key) {
    SettingsChecks.check(
        name.matches("[A-Za-z0-9][A-Za-z0-9._-]*"),
        key,
        "must be a model name: letters, digits, dots, underscores and hyphens.");
  }
}
