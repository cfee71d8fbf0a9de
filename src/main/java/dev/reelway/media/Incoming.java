package dev.reelway.media;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Takes what comes in from outside into temporary files of one folder, which is this process's own:
 * what an earlier one left there is swept away first.
 */
public final class Incoming {

  private static final String PREFIX = "incoming-";
  private static final String SUFFIX = ".part";
  private static final String DATA = "data:";
  private static final int LONGEST_TYPE = 256;

  private final Path folder;

  /**
   * @param folder where the files lie while they are looked at; made where it is missing
   */
  public Incoming(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    try (var leftovers = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
      for (var leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    }
  }

  /** A file that came in; closing deletes it. */
  public record File(Path path, String sha256, long bytes) implements AutoCloseable {

    @Override
    public void close() throws IOException {
      Files.deleteIfExists(path);
    }
  }

  /** A new, empty file in a folder, named so that it is swept away if nobody deletes it. */
  public static Path emptyFile(Path folder) throws IOException {
    return Files.createTempFile(folder, PREFIX, SUFFIX);
  }

  /**
   * Takes bytes in as they are. Whatever fails, no file is left behind.
   *
   * @param largest more bytes than this are refused
   * @throws PictureRefused where there are more
   */
  public File take(InputStream in, long largest) throws IOException {
    var path = emptyFile(folder);
    boolean taken = false;
    try {
      var file = written(in, path, largest);
      taken = true;
      return file;
    } finally {
      if (!taken) {
        Files.deleteIfExists(path);
      }
    }
  }

  private static File written(InputStream in, Path path, long largest) throws IOException {
    var digest = sha256();
    var buffer = new byte[1 << 16];
    long bytes = 0;
    try (var out = Files.newOutputStream(path)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        bytes += count;
        if (bytes > largest) {
          throw PictureRefused.tooLarge(largest);
        }
        digest.update(buffer, 0, count);
        out.write(buffer, 0, count);
      }
    }
    return new File(path, HexFormat.of().formatHex(digest.digest()), bytes);
  }

  /**
   * Takes bytes in that are written as text: bare base64, in either alphabet, or a {@code data:}
   * URL that holds it.
   *
   * @param largest more bytes than this, once decoded, are refused
   * @throws PictureRefused where there are more, or the text is malformed
   */
  public File takeBase64(InputStream text, long largest) throws IOException {
    return take(new Base64Stream(afterTheType(new BufferedInputStream(text))), largest);
  }

  private static InputStream afterTheType(InputStream text) throws IOException {
    text.mark(DATA.length());
    var start = text.readNBytes(DATA.length());
    if (!new String(start, StandardCharsets.ISO_8859_1).equalsIgnoreCase(DATA)) {
      text.reset();
      return text;
    }
    var type = new StringBuilder();
    for (int c = text.read(); c != ','; c = text.read()) {
      if (c < 0 || type.length() == LONGEST_TYPE) {
        throw new PictureRefused(PictureRefused.DATA);
      }
      type.append((char) c);
    }
    if (!type.toString().strip().toLowerCase(Locale.ROOT).endsWith(";base64")) {
      throw new PictureRefused(PictureRefused.DATA);
    }
    return text;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
