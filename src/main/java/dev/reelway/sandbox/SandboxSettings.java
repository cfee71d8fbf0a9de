package dev.reelway.sandbox;

import java.time.Duration;

/**
 * {@code reelway.sandbox}.
 *
 * @param renderTime how long a render seems to take
 * @param key the only key that the sandbox knows
 */
public record SandboxSettings(Duration renderTime, String key) {}
