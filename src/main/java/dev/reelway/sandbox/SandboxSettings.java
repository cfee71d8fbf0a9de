package dev.reelway.sandbox;

import java.time.Duration;

/**
 * {@code reelway.sandbox}.
 *
 * @param renderTime how long a render appears to take
 * @param key the only API key that the sandbox accepts
 */
public record SandboxSettings(Duration renderTime, String key) {}
