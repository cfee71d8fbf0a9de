package dev.reelway.api;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/**
 * {@code reelway.api}.
 *
 * @param basePath what stands before {@code /v1/…}
 * @param largestBody a longer body is refused with 413
 * @param pollAfter how soon callers are told to ask again
 * @param longestWait how long an image or chat call waits for its job's end
 * @param waitingCalls how many calls of one licence may wait at once
 * @param linksValid how long links to films and pictures open without a licence
 * @param chatProgress how chat streams speak of progress: seed, reasoning or silent
 */
public record ApiSettings(
    String basePath,
    DataSize largestBody,
    Duration pollAfter,
    Duration longestWait,
    int waitingCalls,
    Duration linksValid,
    String chatProgress) {}
