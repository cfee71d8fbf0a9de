package dev.reelway.media;

/**
 * An image whose type and size have been checked.
 *
 * @param sha256 of the whole file, in lower-case hex
 * @param type {@code image/png}, {@code image/jpeg} or {@code image/webp}
 * @param bytes the length of the file
 * @param width in pixels
 * @param height in pixels
 */
public record ImageInfo(String sha256, String type, long bytes, int width, int height) {}
