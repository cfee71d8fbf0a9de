package dev.reelway.sink;

import org.jspecify.annotations.Nullable;

/**
 * A film that lies in a sink.
 *
 * @param sink the sink's name in the configuration
 * @param key its name in there, with {@code /} between folders
 * @param type its media type
 * @param bytes its length
 * @param sha256 its SHA-256, in lower-case hex
 * @param thumbnail the picture beside it, or null where there is none
 */
public record Asset(
    String sink, String key, String type, long bytes, String sha256, @Nullable Asset thumbnail) {}
