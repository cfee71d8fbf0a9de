package dev.reelway.media;

/**
 * A video whose type, size and length have been checked.
 *
 * @param sha256 of the whole file, in lower-case hex
 * @param type {@code video/mp4}, {@code video/quicktime} or {@code video/webm}
 * @param bytes the length of the file
 * @param width in pixels, as players show it
 * @param height in pixels, as players show it
 * @param seconds the length of the video in whole seconds, at least 1
 */
public record VideoInfo(
    String sha256, String type, long bytes, int width, int height, int seconds) {}
