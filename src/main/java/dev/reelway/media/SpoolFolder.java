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
 * Stores uploads and downloads in temporary files. The folder belongs to this process alone: files
 * that an earlier process left there are deleted first.
 */
public final class SpoolFolder {

  private static final String PREFIX = "incoming-";
  private static final String SUFFIX = ".part";
  private static final String DATA = "data:";
  private static final int MAX_TYPE_LENGTH = 256;

  private final Path folder;

  /**
   * @param folder the folder of the temporary files; created if it is missing
   */
  public SpoolFolder(Path folder) throws IOException {
    this.folder = withoutLeftovers(folder, PREFIX + "*" + SUFFIX);
  }

  /** Creates a folder, or deletes the files in it that an earlier process has left. */
  public static Path withoutLeftovers(Path folder, String names) throws IOException {
    try (var leftovers = Files.newDirectoryStream(Files.createDirectories(folder), names)) {
      for (var leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    }
    return folder;
  }

  /**
   * A temporary file; closing deletes it.
   *
   * @param sha256 of its content, in lower-case hex
   * @param bytes its length
   */
  public record SpoolFile(Path path, String sha256, long bytes) implements AutoCloseable {

    @Override
    public void close() throws IOException {
      Files.deleteIfExists(path);
    }
  }

  /** Whether a file of this length leaves at least as much space free on the disk. */
  boolean hasSpaceFor(long bytes) throws IOException {
    return Files.getFileStore(folder).getUsableSpace() / 2 >= bytes;
  }

  /** Creates an empty file in this folder, which the caller deletes. */
  public SpoolFile emptyFile() throws IOException {
    return new SpoolFile(emptyFile(folder), "", 0);
  }

  /** Creates an empty file with a name that the next process deletes if this one does not. */
  public static Path emptyFile(Path folder) throws IOException {
    return Files.createTempFile(folder, PREFIX, SUFFIX);
  }

  /**
   * Stores bytes unchanged. If this fails, no file remains.
   *
   * @param maxBytes the maximum number of bytes
   * @throws ImageRefused if there are more
   */
  public SpoolFile store(InputStream in, long maxBytes) throws IOException {
    var path = emptyFile(folder);
    boolean stored = false;
    try {
      var spoolFile = write(in, path, maxBytes);
      stored = true;
      return spoolFile;
    } finally {
      if (!stored) {
        Files.deleteIfExists(path);
      }
    }
  }

  private static SpoolFile write(InputStream in, Path path, long maxBytes) throws IOException {
    var digest = sha256();
    var buffer = new byte[1 << 16];
    long bytes = 0;
    try (var out = Files.newOutputStream(path)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        bytes += count;
        if (bytes > maxBytes) {
          throw ImageRefused.tooLarge(maxBytes);
        }
        digest.update(buffer, 0, count);
        out.write(buffer, 0, count);
      }
    }
    return new SpoolFile(path, HexFormat.of().formatHex(digest.digest()), bytes);
  }

  /**
   * Decodes and stores bytes that are written as text: bare base64, in either alphabet, or a {@code
   * data:} URL in base64.
   *
   * @param maxBytes the maximum number of decoded bytes
   * @throws ImageRefused if there are more, or the text is malformed
   */
  public SpoolFile storeBase64(InputStream text, long maxBytes) throws IOException {
    return store(new Base64Stream(skipDataPrefix(new BufferedInputStream(text))), maxBytes);
  }

  private static InputStream skipDataPrefix(InputStream text) throws IOException {
    text.mark(DATA.length());
    var start = text.readNBytes(DATA.length());
    if (!new String(start, StandardCharsets.ISO_8859_1).equalsIgnoreCase(DATA)) {
      text.reset();
      return text;
    }
    var type = new StringBuilder();
    for (int c = text.read(); c != ','; c = text.read()) {
      if (c < 0 || type.length() == MAX_TYPE_LENGTH) {
        throw new ImageRefused(ImageRefused.DATA);
      }
      type.append((char) c);
    }
    if (!type.toString().strip().toLowerCase(Locale.ROOT).endsWith(";base64")) {
      throw new ImageRefused(ImageRefused.DATA);
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
