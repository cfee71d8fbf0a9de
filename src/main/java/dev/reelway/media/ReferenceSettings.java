package dev.reelway.media;

import java.time.Duration;
import java.util.Set;
import org.springframework.util.unit.DataSize;

/**
 * {@code reelway.references}.
 *
 * @param largest the maximum size of an image
 * @param mostPixels the maximum number of pixels of an image, width times height
 * @param largestVideo the maximum size of a source or reference video
 * @param longestVideo the maximum length of a source or reference video
 * @param largestAudio the maximum size of a reference audio file
 * @param longestAudio the maximum length of a reference audio file
 * @param keep how long images and videos are kept after their last use by an order
 * @param privateHosts hosts that links may have although they are not public, as {@code host} or
 *     {@code host:port}
 */
public record ReferenceSettings(
    DataSize largest,
    long mostPixels,
    DataSize largestVideo,
    Duration longestVideo,
    DataSize largestAudio,
    Duration longestAudio,
    Duration keep,
    Set<String> privateHosts) {}
