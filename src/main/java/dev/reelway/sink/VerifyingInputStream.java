package dev.reelway.sink;

import dev.reelway.media.UnusableImage;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file that is verified while it is read from an upstream into a sink: its first bytes must be of
 * an accepted type, its length must be as announced, and every box of an MP4 must be closed. A file
 * of unknown length must have come to its end, as far as its type tells that. If a check fails, the
 * read fails, so that no sink stores a broken file under its key.
 *
 * <p>Length and SHA-256 are known after the last byte has been read.
 */
public final class VerifyingInputStream extends FilterInputStream {

  /** Files that are no larger need no large buffers, such as thumbnails. */
  private static final int SMALL = 1 << 13;

  private final MediaFormat mediaFormat;
  private final StreamLimits streamLimits;
  private @Nullable ParallelDigest digest = new ParallelDigest();
  private final Mp4Boxes mp4Boxes = new Mp4Boxes();

  /** Null if the length is known. */
  private final @Nullable FileEnd fileEnd;

  private long bytes;
  private @Nullable String sha256;

  private VerifyingInputStream(
      InputStream in,
      MediaFormat mediaFormat,
      StreamLimits streamLimits,
      @Nullable FileEnd fileEnd) {
    super(in);
    this.mediaFormat = mediaFormat;
    this.streamLimits = streamLimits;
    this.fileEnd = fileEnd;
  }

  /**
   * The limits of a file.
   *
   * @param announced the length that the upstream announced, or -1
   * @param largest the most bytes; a longer file is refused
   * @param checkTime run before each read, so that it can throw when the time is up
   */
  public record StreamLimits(long announced, long largest, Runnable checkTime) {}

  /** A video, recognised by its first bytes; anything else is refused with {@link BrokenVideo}. */
  public static VerifyingInputStream video(InputStream in, StreamLimits streamLimits)
      throws IOException {
    return of(in, streamLimits, true);
  }

  /**
   * An image, recognised by its first bytes; anything else is refused with {@link UnusableImage}.
   */
  public static VerifyingInputStream image(InputStream in, StreamLimits streamLimits)
      throws IOException {
    return of(in, streamLimits, false);
  }

  private static VerifyingInputStream of(InputStream in, StreamLimits streamLimits, boolean video)
      throws IOException {
    var pushback = new PushbackInputStream(in, MediaFormat.SIGNATURE_BYTES);
    var start = pushback.readNBytes(MediaFormat.SIGNATURE_BYTES);
    pushback.unread(start);
    var media = MediaFormat.of(start).filter(kind -> kind.isVideo() == video);
    if (media.isEmpty()) {
      in.close();
      if (video) {
        throw new BrokenVideo("not a video");
      }
      throw UnusableImage.ofUnknownType();
    }
    var fileEnd = streamLimits.announced() < 0 ? new FileEnd(media.get()) : null;
    return new VerifyingInputStream(pushback, media.get(), streamLimits, fileEnd);
  }

  /**
   * The file with the mark that it is AI generated, see {@link AiMark}; the same file if its type
   * has no place for a mark. Length and SHA-256 are those of the file with the mark.
   */
  public VerifyingInputStream marked() {
    var marker = AiMark.marker(mediaFormat);
    if (marker == null) {
      return this;
    }
    digest = null; // that of the file without the mark is of no use
    return new VerifyingInputStream(
        new MarkingInputStream(this, marker),
        mediaFormat,
        new StreamLimits(-1, Long.MAX_VALUE, () -> {}),
        null);
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    streamLimits.checkTime().run();
    int count = super.read(buffer, offset, length);
    if (count < 0) {
      end();
    } else {
      pass(buffer, offset, count);
    }
    return count;
  }

  /**
   * Reads the file to its end. What is written is digested at the same time and not copied for it,
   * so {@code out} must not change the bytes that it is given.
   */
  @Override
  public long transferTo(OutputStream out) throws IOException {
    var own = digest;
    if (own == null) {
      return super.transferTo(out);
    }
    long before = bytes;
    var start = readNBytes(SMALL);
    out.write(start);
    if (start.length == SMALL) {
      transferRest(out, own);
    }
    return bytes - before;
  }

  private void transferRest(OutputStream out, ParallelDigest own) throws IOException {
    byte[] buffer;
    int count;
    do {
      buffer = own.next();
      count = fill(buffer);
      check(buffer, 0, count);
      own.pass(buffer, count);
      out.write(buffer, 0, count);
    } while (count == buffer.length);
    end();
  }

  /** Fills the buffer, or as much of it as the rest of the file. */
  private int fill(byte[] buffer) throws IOException {
    int filled = 0;
    while (filled < buffer.length) {
      streamLimits.checkTime().run();
      int count = in.read(buffer, filled, buffer.length - filled);
      if (count < 0) {
        return filled;
      }
      filled += count;
    }
    return filled;
  }

  private void pass(byte[] buffer, int offset, int count) throws IOException {
    check(buffer, offset, count);
    if (digest != null) {
      digest.update(buffer, offset, count);
    }
  }

  private void check(byte[] buffer, int offset, int count) throws IOException {
    bytes += count;
    if (bytes > streamLimits.largest()) {
      throw new BrokenVideo("longer than the limit of %d bytes".formatted(streamLimits.largest()));
    }
    mp4Boxes.update(buffer, offset, count);
    if (fileEnd != null) {
      fileEnd.update(buffer, offset, count);
    }
  }

  private void end() throws IOException {
    if (streamLimits.announced() >= 0 && streamLimits.announced() != bytes) {
      throw new BrokenVideo(
          "%d bytes instead of the announced %d".formatted(bytes, streamLimits.announced()));
    }
    if (mediaFormat == MediaFormat.MP4 && !mp4Boxes.isComplete()
        || fileEnd != null && !fileEnd.isReached()) {
      throw new BrokenVideo("incomplete or malformed after %d bytes".formatted(bytes));
    }
    if (digest != null && sha256 == null) {
      sha256 = digest.hex();
    }
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  @Override
  public long skip(long count) {
    throw new UnsupportedOperationException("every byte must be read for the digest");
  }

  /** The type, recognised by the first bytes. */
  public MediaFormat mediaFormat() {
    return mediaFormat;
  }

  /**
   * The file in its sink. Throws {@link IllegalStateException} before the last byte has been read.
   */
  public Asset stored(String sink, String key) {
    if (sha256 == null) {
      throw new IllegalStateException("the sink has not read the file to its end");
    }
    return new Asset(sink, key, mediaFormat.type(), bytes, sha256, null);
  }
}
