package dev.reelway.sandbox;

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
 * What a task asked to see. Refused are odd sizes (the film format knows none), sides under 64 or
 * over 4096 pixels, and films of less than one or more than 60 seconds.
 *
 * @param width pixels
 * @param height pixels
 * @param seconds how long the film runs; a still does not look at it
 * @param watermark whether the picture carries the sandbox's mark
 * @param from the scene that a remix starts from
 * @param pictures the names of the pictures in the album that it starts from
 * @param number which of several pictures of one prompt this is, from 0
 */
record Scene(
    String prompt,
    int width,
    int height,
    int seconds,
    boolean watermark,
    @Nullable Scene from,
    List<String> pictures,
    int number) {

  Scene {
    requireSide(width);
    requireSide(height);
    if (seconds < 1 || seconds > 60) {
      throw new IllegalArgumentException("A film runs for 1 to 60 seconds, not " + seconds);
    }
    // What was kept before there were any does not name them.
    pictures = List.copyOf(Objects.requireNonNullElse(pictures, List.of()));
  }

  /** A scene that starts from no picture. */
  Scene(
      String prompt, int width, int height, int seconds, boolean watermark, @Nullable Scene from) {
    this(prompt, width, height, seconds, watermark, from, List.of(), 0);
  }

  /** The same, but starting from these pictures of the album. */
  Scene startingFrom(List<String> names) {
    return new Scene(prompt, width, height, seconds, watermark, from, names, number);
  }

  /** The same prompt in another look. */
  Scene numbered(int other) {
    return new Scene(prompt, width, height, seconds, watermark, from, pictures, other);
  }

  /** The same for equal scenes and only for them: 64 lower-case hex digits, fit for a file name. */
  String fingerprint() {
    var source = from == null ? "" : from.fingerprint();
    var wishes = width + "x" + height + " " + seconds + " " + watermark + " " + source;
    var start = " " + number + " " + String.join(",", pictures);
    return HexFormat.of().formatHex(sha256(wishes + start + "\n" + prompt));
  }

  /** Chances that fall the same way whenever the prompt is the same, whatever else is asked. */
  Random chances() {
    return new Random(ByteBuffer.wrap(sha256(prompt)).getLong());
  }

  private static void requireSide(int pixels) {
    if (pixels < 64 || pixels > 4096 || pixels % 2 != 0) {
      throw new IllegalArgumentException("A side is even and 64 to 4096 pixels, not " + pixels);
    }
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
