package dev.reelway.sandbox.paint;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.springframework.core.io.InputStreamSource;
import org.springframework.util.unit.DataSize;

/**
 * The images that callers uploaded, each stored under the SHA-256 of its bytes; at most 500 are
 * kept, not counting those of the last day, and 4 GB in all. The oldest are deleted first.
 */
public final class ImageStore {

  private static final int MAX_KEPT = 500;

  /** As long as requests are kept, which may be rendered and polled for all that time. */
  private static final Duration MIN_AGE = Duration.ofDays(1);

  /** So many are uploaded in a day by a load test only, whose requests do not need them then. */
  private static final long MAX_BYTES = DataSize.ofGigabytes(4).toBytes();

  private final FileCache fileCache;

  public ImageStore(Path folder, Clock clock) throws IOException {
    var bounds = new FileCache.Bounds(MAX_KEPT, MIN_AGE, MAX_BYTES);
    this.fileCache = new FileCache(folder, bounds, clock);
  }

  /** Stores images and answers their names; a file that is not an image is refused. */
  public List<String> keep(List<? extends InputStreamSource> images) throws IOException {
    var names = new ArrayList<String>();
    for (var image : images) {
      var name = sha256(image);
      fileCache.replace(name, partial -> copy(image, partial));
      names.add(name);
    }
    return names;
  }

  private static void copy(InputStreamSource image, Path partial) throws IOException {
    try (var in = image.getInputStream()) {
      Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
    }
    ImageDecoder.inspect(partial);
  }

  private static String sha256(InputStreamSource image) throws IOException {
    var digest = digest();
    try (var in = image.getInputStream();
        var out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      in.transferTo(out);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** How much of each pixel the mask with this name protects, 0 to 255. */
  int[] shield(String name, int width, int height) throws IOException {
    var mask = Canvas.clear(width, height);
    var pen = mask.image().createGraphics();
    pen.drawImage(
        ImageDecoder.cover(fileCache.path(name), width, height), 0, 0, width, height, null);
    pen.dispose();
    return Arrays.stream(mask.pixels()).map(pixel -> pixel >>> 24).toArray();
  }

  /** The image with this name, scaled to cover a canvas of this size and centred. */
  Canvas view(String name, int width, int height) throws IOException {
    var canvas = Canvas.of(width, height);
    canvas.cover(ImageDecoder.cover(fileCache.path(name), width, height));
    return canvas;
  }
}
