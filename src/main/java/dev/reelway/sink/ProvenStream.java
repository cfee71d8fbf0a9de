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
 * A file on its way from an upstream to a sink, which proves itself as it passes: its first bytes
 * must be of a known kind, it must be as long as announced, every box of an MP4 must be closed.
 * Where the proof fails, the read fails, so that no sink ever puts a broken file under its name.
 *
 * <p>Length and SHA-256 stand when the last byte has passed.
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
   * How much is allowed.
   *
   * @param announced the length that the upstream announced, or -1
   * @param largest more bytes than this are refused
   * @param enough told before each read, so that it can throw when the time is over
   */
  public record Limits(long announced, long largest, Runnable enough) {}

  /** A film, told by its first bytes; anything else is refused at once. */
  public static ProvenStream film(InputStream in, Limits limits) throws IOException {
    return of(in, limits, true);
  }

  /** A picture, told by its first bytes; anything else is refused at once. */
  public static ProvenStream picture(InputStream in, Limits limits) throws IOException {
    return of(in, limits, false);
  }

  private static ProvenStream of(InputStream in, Limits limits, boolean film) throws IOException {
    var pushback = new PushbackInputStream(in, Media.TELLING);
    var start = pushback.readNBytes(Media.TELLING);
    pushback.unread(start);
    var media = Media.of(start).filter(kind -> kind.isFilm() == film);
    if (media.isEmpty()) {
      in.close();
      if (film) {
        throw new BrokenFilm("not a film");
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
      throw new BrokenFilm("longer than the %d bytes allowed".formatted(limits.largest()));
    }
    digest.update(buffer, offset, count);
    boxes.pass(buffer, offset, count);
  }

  private void end() throws IOException {
    if (limits.announced() >= 0 && limits.announced() != bytes) {
      throw new BrokenFilm("%d bytes instead of %d".formatted(bytes, limits.announced()));
    }
    if (media == Media.MP4 && !boxes.whole()) {
      throw new BrokenFilm("cut after %d bytes".formatted(bytes));
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
    throw new UnsupportedOperationException("every byte counts");
  }

  /** What the first bytes tell. */
  public Media media() {
    return media;
  }

  /** The file as it lies in its sink, once the last byte has passed. */
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
