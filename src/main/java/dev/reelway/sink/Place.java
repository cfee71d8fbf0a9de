package dev.reelway.sink;

/**
 * Where something lies, or is about to.
 *
 * @param sink the sink's name in the configuration
 * @param key its name in there, with {@code /} between folders
 */
public record Place(String sink, String key) {}
