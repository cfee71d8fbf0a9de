package dev.reelway.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the long strings of a JSON body out of memory. A string value over a threshold, which is
 * lower once much is held in memory, is written to a file, and the JSON holds a short marker in its
 * place, which no caller can predict. Keys are kept; malformed JSON stays malformed, so that the
 * parser refuses it.
 */
final class JsonStringSpooler implements AutoCloseable {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] NEVER_IN_A_STRING = {1};
  private static final String IN_MEMORY =
      "The request body has more than %d bytes besides its images: shorten its texts, or send"
          + " images as files or by the ids of uploaded files.";

  private final InputStream body;
  private final Path folder;
  private final JsonLimits jsonLimits;
  private final String nonce = nonce();
  private final Map<String, Path> files = new LinkedHashMap<>();
  private final byte[] chunk = new byte[1 << 15];

  private final PushbackBuffer ready = new PushbackBuffer();
  private final JsonPosition position = new JsonPosition();
  private boolean inString;
  private boolean escaped;
  private @Nullable SpooledString string;

  private long total;
  private long inMemory;

  /**
   * The limits, in bytes.
   *
   * @param threshold longer string values are written to files; those over a 32nd of it too once a
   *     quarter of what may be in memory is there
   * @param mostInMemory the most that is kept in memory
   * @param largest the largest body
   */
  record JsonLimits(int threshold, long mostInMemory, long largest) {

    int threshold(long inMemory) {
      return inMemory < mostInMemory / 4 ? threshold : threshold / 32;
    }
  }

  /**
   * @param folder where the files are written
   */
  JsonStringSpooler(InputStream body, Path folder, JsonLimits jsonLimits) {
    this.body = body;
    this.folder = folder;
    this.jsonLimits = jsonLimits;
  }

  private static String nonce() {
    var random = new byte[16];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /**
   * The JSON with its markers, to be read once. A read throws {@link RequestRefused} if a limit is
   * exceeded. Closing it has no effect: the files are needed after parsing.
   */
  InputStream json() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        return JsonStringSpooler.this.read(buffer, offset, length);
      }
    };
  }

  /** The file with the text that a marker stands for, in UTF-8; empty for any other text. */
  Optional<Path> find(String marker) {
    return Optional.ofNullable(files.get(marker));
  }

  /** Whether the JSON is still what was sent, without a marker. */
  boolean isUnchanged() {
    return files.isEmpty();
  }

  private int read(byte[] buffer, int offset, int length) throws IOException {
    while (ready.isDrained() && length > 0) {
      int count = body.read(chunk);
      if (count < 0 && !end()) {
        return -1;
      }
      take(Math.max(count, 0));
    }
    return ready.read(buffer, offset, length);
  }

  /** Releases the rest when the body ends inside a string; answers whether there was any. */
  private boolean end() {
    show();
    return !ready.isDrained();
  }

  private void take(int count) throws IOException {
    total += count;
    if (total > jsonLimits.largest()) {
      throw RequestRefused.tooLarge(jsonLimits.largest());
    }
    for (int at = 0; at < count; ) {
      at = inString ? string(at, count) : between(at, count);
    }
  }

  /** Reads what is outside of strings, up to the quote that opens the next string. */
  private int between(int from, int to) {
    int at = from;
    while (at < to && !inString) {
      inString = position.opensString(chunk[at++]);
    }
    ready.add(chunk, from, at);
    show();
    return at;
  }

  /** Reads the content of a string, up to the quote that closes it. */
  private int string(int from, int to) throws IOException {
    int at = from;
    while (at < to && (escaped || chunk[at] != '"')) {
      escaped = !escaped && chunk[at] == '\\';
      at++;
    }
    content(from, at);
    if (at < to) {
      close(string);
      inString = false;
      ready.add(chunk, at, at + 1);
      show();
      at++;
    }
    return at;
  }

  private void content(int from, int to) throws IOException {
    if (string != null) {
      string.write(chunk, from, to);
      return;
    }
    ready.add(chunk, from, to);
    if (position.isKey()) {
      show();
    } else if (ready.held() > jsonLimits.threshold(inMemory)) {
      divert();
    }
  }

  private void divert() throws IOException {
    var marker = "long-string-" + nonce + "-" + files.size();
    string = new SpooledString(folder);
    files.put(marker, string.file());
    var begun = ready.drop();
    string.write(begun, 0, begun.length);
    var text = marker.getBytes(StandardCharsets.US_ASCII);
    ready.add(text, 0, text.length);
    show();
  }

  private void close(@Nullable SpooledString ended) throws IOException {
    if (ended != null) {
      ended.close();
      if (ended.isMalformed()) {
        ready.add(NEVER_IN_A_STRING, 0, 1);
      }
      string = null;
    }
  }

  private void show() {
    count(ready.release());
  }

  /** Reads the text of a file back into memory, where it counts. */
  String text(Path file) throws IOException {
    count(Files.size(file));
    return Files.readString(file);
  }

  private void count(long bytes) {
    inMemory += bytes;
    if (inMemory > jsonLimits.mostInMemory()) {
      throw new RequestRefused(
          413, null, "too_large", IN_MEMORY.formatted(jsonLimits.mostInMemory()));
    }
  }

  /** Deletes the files; the body stays open. */
  @Override
  public void close() throws IOException {
    try {
      if (string != null) {
        string.close();
      }
    } finally {
      for (var file : files.values()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
