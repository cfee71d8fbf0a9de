package dev.reelway.job;

import java.time.Duration;

/**
 * The calls that wait for their jobs.
 *
 * @param longest how long a call waits; an image that it waits for and that was not submitted by
 *     then is not rendered
 */
public record WaitingCalls(Duration longest) {}
