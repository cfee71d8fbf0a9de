package dev.reelway.sandbox.paint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What a task asks to render. Odd sizes (which H.264 does not support), sides under 64 or over 4096
 * pixels, and durations under 1 or over 120 seconds are refused with {@link
 * IllegalArgumentException}.
 *
 * @param width pixels
 * @param height pixels
 * @param seconds the duration of the video; ignored for an image
 * @param watermark whether the sandbox's mark is drawn
 * @param from the scene that a remix starts from
 * @param images the names of the images in the album that it starts from
 * @param variation what makes it look different from others of its prompt, like a seed; may be
 *     empty
 * @param silent whether the video has a sound track without a sound
 * @param number the index among several images of one prompt, from 0
 * @param after how many seconds of an extension show its source first; 0 for other videos
 * @param mask the name of the image in the album that is transparent where the first image changes,
 *     or null
 */
public record Scene(
    String prompt,
    int width,
    int height,
    int seconds,
    boolean watermark,
    @Nullable Scene from,
    List<String> images,
    String variation,
    boolean silent,
    int number,
    int after,
    @Nullable String mask) {

  /** The longest video, in seconds. */
  public static final int MAX_SECONDS = 120;

  public Scene {
    requireSide(width);
    requireSide(height);
    if (seconds < 1 || seconds > MAX_SECONDS) {
      throw new IllegalArgumentException("seconds must be from 1 to 120, not " + seconds);
    }
    // Scenes stored before images existed have none.
    images = List.copyOf(Objects.requireNonNullElse(images, List.of()));
    variation = Objects.requireNonNullElse(variation, "");
  }

  /** A scene that starts from no images. */
  public Scene(
      String prompt, int width, int height, int seconds, boolean watermark, @Nullable Scene from) {
    this(prompt, width, height, seconds, watermark, from, List.of(), "", false, 0, 0, null);
  }

  /** The same scene, starting from these images in the album. */
  public Scene startingFrom(List<String> names) {
    return new Scene(
        prompt, width, height, seconds, watermark, from, names, variation, silent, number, after,
        mask);
  }

  /** The same scene, which changes only the masked part of its first image. */
  public Scene masked(@Nullable String name) {
    return new Scene(
        prompt, width, height, seconds, watermark, from, images, variation, silent, number, after,
        name);
  }

  /** The same scene with another index, which looks different. */
  public Scene numbered(int other) {
    return new Scene(
        prompt, width, height, seconds, watermark, from, images, variation, silent, other, after,
        mask);
  }

  /** The same scene, looking and sounding different. */
  public Scene varied(String other, boolean quiet) {
    return new Scene(
        prompt, width, height, seconds, watermark, from, images, other, quiet, number, after, mask);
  }

  /** The same scene, after this many seconds of its source. */
  public Scene after(int others) {
    return new Scene(
        prompt, width, height, seconds, watermark, from, images, variation, silent, number, others,
        mask);
  }

  /** 64 lower-case hex digits, equal for equal scenes only; usable as a file name. */
  public String fingerprint() {
    var source = from == null ? "" : from.fingerprint();
    var parameters = width + "x" + height + " " + seconds + " " + watermark + " " + source;
    var start = " " + number + " " + String.join(",", images);
    return HexFormat.of()
        .formatHex(sha256(parameters + start + sound() + masked() + "\n" + varied()));
  }

  private String sound() {
    return (silent ? " silent" : "") + (after > 0 ? " after " + after : "");
  }

  private String masked() {
    return mask == null ? "" : " within " + mask;
  }

  private String varied() {
    return variation.isEmpty() ? prompt : prompt + "\n" + variation;
  }

  /** Random numbers seeded by the prompt and the variation alone. */
  Random random() {
    return new Random(ByteBuffer.wrap(sha256(varied())).getLong());
  }

  private static void requireSide(int pixels) {
    if (pixels < 64 || pixels > 4096 || pixels % 2 != 0) {
      throw new IllegalArgumentException(
          "width and height must be even and from 64 to 4096 pixels, not " + pixels);
    }
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
