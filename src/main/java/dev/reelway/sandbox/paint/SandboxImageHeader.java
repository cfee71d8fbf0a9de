package dev.reelway.sandbox.paint;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The format and size in the first bytes of a PNG, JPEG or WebP file, so that an image that is too
 * large is refused without decoding it.
 */
record SandboxImageHeader(ImageFormat format, int width, int height) {

  private static final int PNG = 0x89504E47;
  private static final int RIFF = 0x52494646;
  private static final int WEBP = 0x57454250;
  private static final int LOSSY = 0x56503820;
  private static final int LOSSLESS = 0x5650384C;
  private static final int START_OF_SCAN = 0xDA;
  private static final int END_OF_IMAGE = 0xD9;

  /** Reads the start of a file; empty for anything but an image of the three formats. */
  static Optional<SandboxImageHeader> read(DataInputStream file) throws IOException {
    try {
      int start = file.readInt();
      return start >>> 8 == 0xFFD8FF
          ? jpeg(file, start & 0xFF)
          : start == PNG ? png(file) : start == RIFF ? webp(file) : Optional.empty();
    } catch (EOFException ignored) { // the file ends inside its header

      return Optional.empty();
    }
  }

  private long pixels() {
    return (long) width * height;
  }

  /** Whether it has at least one pixel, and at most this many. */
  boolean fits(long most) {
    return width > 0 && height > 0 && pixels() <= most;
  }

  private static Optional<SandboxImageHeader> png(DataInputStream file) throws IOException {
    file.skipNBytes(12);
    return Optional.of(new SandboxImageHeader(ImageFormat.PNG, file.readInt(), file.readInt()));
  }

  /** There may be several frame headers before the first scan; the largest one counts. */
  private static Optional<SandboxImageHeader> jpeg(DataInputStream file, int first)
      throws IOException {
    @Nullable SandboxImageHeader largest = null;
    for (int marker = first; marker != START_OF_SCAN; marker = nextMarker(file)) {
      if (marker == END_OF_IMAGE) {
        return Optional.empty();
      }
      int left = file.readUnsignedShort() - 2;
      if (isFrame(marker) && left >= 5) {
        var frame = frame(file);
        largest = largest == null || frame.pixels() > largest.pixels() ? frame : largest;
        left -= 5;
      }
      file.skipNBytes(Math.max(0, left));
    }
    return Optional.ofNullable(largest);
  }

  private static SandboxImageHeader frame(DataInputStream file) throws IOException {
    file.skipNBytes(1);
    int height = file.readUnsignedShort();
    return new SandboxImageHeader(ImageFormat.JPEG, file.readUnsignedShort(), height);
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private static int nextMarker(DataInputStream file) throws IOException {
    while (file.readUnsignedByte() != 0xFF) {
      continue;
    }
    int marker = 0xFF;
    while (marker == 0xFF) {
      marker = file.readUnsignedByte();
    }
    return marker;
  }

  /** Reads the size from the frame itself, as an extended header may be wrong. */
  private static Optional<SandboxImageHeader> webp(DataInputStream file) throws IOException {
    file.skipNBytes(4);
    if (file.readInt() != WEBP) {
      return Optional.empty();
    }
    while (true) {
      int chunk = file.readInt();
      long length = Integer.toUnsignedLong(Integer.reverseBytes(file.readInt()));
      if (chunk == LOSSY || chunk == LOSSLESS) {
        return Optional.of(chunk == LOSSY ? lossy(file) : lossless(file));
      }
      file.skipNBytes(length + length % 2);
    }
  }

  private static SandboxImageHeader lossy(DataInputStream file) throws IOException {
    file.skipNBytes(6);
    int sides = Integer.reverseBytes(file.readInt());
    return new SandboxImageHeader(ImageFormat.WEBP, sides & 0x3FFF, sides >>> 16 & 0x3FFF);
  }

  private static SandboxImageHeader lossless(DataInputStream file) throws IOException {
    file.skipNBytes(1);
    int sides = Integer.reverseBytes(file.readInt());
    return new SandboxImageHeader(
        ImageFormat.WEBP, (sides & 0x3FFF) + 1, (sides >>> 14 & 0x3FFF) + 1);
  }
}
