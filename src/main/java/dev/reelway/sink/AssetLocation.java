package dev.reelway.sink;

/**
 * Where a file is stored, or will be.
 *
 * @param sink the sink's name in the configuration
 * @param key its path in the sink, with {@code /} between folders
 */
public record AssetLocation(String sink, String key) {}
