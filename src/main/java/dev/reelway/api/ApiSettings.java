package dev.reelway.api;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/**
 * {@code reelway.api}.
 *
 * @param basePath what stands before {@code /v1/…}
 * @param largestBody a longer body is refused with 413
 * @param pollAfter how soon callers are told to ask again
 */
public record ApiSettings(String basePath, DataSize largestBody, Duration pollAfter) {}
