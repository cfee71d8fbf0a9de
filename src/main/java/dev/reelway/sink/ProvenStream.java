package dev.reelway.sink;

import dev.reelway.media.NoPicture;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A file that is verified while it is read from an upstream into a sink: its first bytes must be of
 * an accepted type, its length must be as announced, and every box of an MP4 must be closed. If a
 * check fails, the read fails, so that no sink stores a broken file under its key.
 *
 * <p>Length and SHA-256 are known after the last byte has been read.
 */
public final class ProvenStream extends FilterInputStream {

  private final Media media;
  private final Limits limits;
  private final MessageDigest digest;
  private final Boxes boxes = new Boxes();
  private long bytes;
  private @Nullable String sha256;

  private ProvenStream(InputStream in, Media media, Limits limits) {
    super(in);
    this.media = media;
    this.limits = limits;
    this.digest = sha256();
  }

  /**
   * The limits of a file.
   *
   * @param announced the length that the upstream announced, or -1
   * @param largest the most bytes; a longer file is refused
   * @param enough run before each read, so that it can throw when the time is up
   */
  public record Limits(long announced, long largest, Runnable enough) {}

  /** A video, recognised by its first bytes; anything else is refused with {@link BrokenFilm}. */
  public static ProvenStream film(InputStream in, Limits limits) throws IOException {
    return of(in, limits, true);
  }

  /** An image, recognised by its first bytes; anything else is refused with {@link NoPicture}. */
  public static ProvenStream picture(InputStream in, Limits limits) throws IOException {
    return of(in, limits, false);
  }

  private static ProvenStream of(InputStream in, Limits limits, boolean video) throws IOException {
    var pushback = new PushbackInputStream(in, Media.TELLING);
    var start = pushback.readNBytes(Media.TELLING);
    pushback.unread(start);
    var media = Media.of(start).filter(kind -> kind.isFilm() == video);
    if (media.isEmpty()) {
      in.close();
      if (video) {
        throw new BrokenFilm("not a video");
      }
      throw NoPicture.ofOtherKind();
    }
    return new ProvenStream(pushback, media.get(), limits);
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    limits.enough().run();
    int count = super.read(buffer, offset, length);
    if (count < 0) {
      end();
    } else {
      pass(buffer, offset, count);
    }
    return count;
  }

  private void pass(byte[] buffer, int offset, int count) throws IOException {
    bytes += count;
    if (bytes > limits.largest()) {
      throw new BrokenFilm("longer than the limit of %d bytes".formatted(limits.largest()));
    }
    digest.update(buffer, offset, count);
    boxes.pass(buffer, offset, count);
  }

  private void end() throws IOException {
    if (limits.announced() >= 0 && limits.announced() != bytes) {
      throw new BrokenFilm(
          "%d bytes instead of the announced %d".formatted(bytes, limits.announced()));
    }
    if (media == Media.MP4 && !boxes.whole()) {
      throw new BrokenFilm("incomplete or malformed after %d bytes".formatted(bytes));
    }
    if (sha256 == null) {
      sha256 = HexFormat.of().formatHex(digest.digest());
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
  public Media media() {
    return media;
  }

  /**
   * The file in its sink. Throws {@link IllegalStateException} before the last byte has been read.
   */
  public Asset stored(String sink, String key) {
    if (sha256 == null) {
      throw new IllegalStateException("the sink has not read the file to its end");
    }
    return new Asset(sink, key, media.type(), bytes, sha256, null);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
