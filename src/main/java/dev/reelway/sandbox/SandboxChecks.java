package dev.reelway.sandbox;

import dev.reelway.setup.SettingsChecks;

/**
 * Refuses wrong settings under {@code reelway.sandbox}. It is made before the upstreams are, as the
 * one of the sandbox refers to its key.
 */
public final class SandboxChecks {

  SandboxChecks(SandboxSettings sandbox) {
    SettingsChecks.positive(sandbox.renderTime(), "reelway.sandbox.render-time");
    SettingsChecks.required(sandbox.key(), "reelway.sandbox.key", "must not be empty.");
  }
}
