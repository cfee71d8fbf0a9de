package dev.reelway.media;

import java.time.Duration;
import java.util.Set;
import org.springframework.util.unit.DataSize;

/**
 * {@code reelway.references}.
 *
 * @param largest a larger picture is refused
 * @param mostPixels a picture of more pixels, width by height, is refused
 * @param keep how long pictures are kept after an order has last wanted them
 * @param privateHosts hosts that links may lead to although they are not public, by name or by name
 *     and port
 */
public record ReferenceSettings(
    DataSize largest, long mostPixels, Duration keep, Set<String> privateHosts) {}
