package dev.reelway.intake.format;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Detects the encoding of a dropped file: UTF-8 or UTF-16, with or without a byte order mark, GBK
 * (as GB18030, which contains it), or Windows-1252. General detectors choose among dozens of
 * encodings and are unreliable for short Chinese texts; among these few, the frequency of byte
 * pairs decides.
 */
final class TextEncoding {

  private static final Charset GBK = Charset.forName("GB18030");
  private static final Charset WINDOWS = Charset.forName("windows-1252");
  private static final int SAMPLE = 1 << 20;

  private TextEncoding() {}

  /**
   * The text of a file, without a byte order mark.
   *
   * @throws PromptFileRefused if it has none of these encodings
   */
  static Reader open(Path file) throws IOException {
    var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      var charset = of(file);
      skipMark(in, charset);
      return new BufferedReader(new InputStreamReader(in, strict(charset)), 1 << 16);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /**
   * Reads a UTF-16 unit, or -1 at the end.
   *
   * @throws PromptFileRefused if the next bytes are malformed
   */
  static int read(Reader text) throws IOException {
    try {
      return text.read();
    } catch (CharacterCodingException broken) {
      throw unrecognised();
    }
  }

  static Charset of(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      var head = in.readNBytes(3);
      if (begins(head, 0xFF, 0xFE)) {
        return StandardCharsets.UTF_16LE;
      }
      if (begins(head, 0xFE, 0xFF)) {
        return StandardCharsets.UTF_16BE;
      }
      if (begins(head, 0xEF, 0xBB, 0xBF) || isUtf8(file)) {
        return StandardCharsets.UTF_8;
      }
    }
    return other(sample(file));
  }

  /**
   * The bytes around the first one that is not ASCII, or zero. Their start is even, as the zeros of
   * UTF-16 are either at even or at odd places.
   */
  private static byte[] sample(Path file) throws IOException {
    long start = Math.max(0, firstOther(file) - SAMPLE / 2);
    try (var in = Files.newInputStream(file)) {
      in.skipNBytes(start - start % 2);
      return in.readNBytes(SAMPLE);
    }
  }

  private static long firstOther(Path file) throws IOException {
    try (var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      long passed = 0;
      while ((byte) in.read() > 0) {
        passed++;
      }
      return passed;
    }
  }

  private static Charset other(byte[] head) {
    int[] zeros = new int[2];
    for (int i = 0; i < head.length; i++) {
      zeros[i & 1] += head[i] == 0 ? 1 : 0;
    }
    if (zeros[0] + zeros[1] > 0) {
      if (hasStrayZeros(head, Math.max(zeros[0], zeros[1]))) {
        throw new PromptFileRefused(
            "The file contains NUL characters, which no text has. Save the file as UTF-8.");
      }
      return zeros[1] > 2 * zeros[0]
          ? refuseUnless(isPlain(head, StandardCharsets.UTF_16LE), StandardCharsets.UTF_16LE)
          : refuseUnless(
              zeros[0] > 2 * zeros[1] && isPlain(head, StandardCharsets.UTF_16BE),
              StandardCharsets.UTF_16BE);
    }
    return isGbk(head) ? GBK : refuseUnless(!isBrokenUtf8(head) && decodes(head, WINDOWS), WINDOWS);
  }

  /**
   * Whether some zeros are among characters of other encodings. In UTF-16 most characters have a
   * zero; where few do, as in Chinese, some bytes are control characters, or many are not ASCII.
   */
  private static boolean hasStrayZeros(byte[] head, int zeros) {
    int control = 0;
    int others = 0;
    for (byte one : head) {
      control += one > 0 && one < ' ' && one != '\n' && one != '\r' && one != '\t' ? 1 : 0;
      others += one < 0 ? 1 : 0;
    }
    return zeros <= head.length / 4
        && control == 0
        && (5 * others < head.length || isGbk(head) || decodes(head, StandardCharsets.UTF_8));
  }

  /** Binary files contain zeros too, but also control characters, which texts do not have. */
  private static boolean isPlain(byte[] head, Charset charset) {
    return decodes(head, charset)
        && new String(head, charset)
            .chars()
            .allMatch(c -> c >= ' ' || c == '\n' || c == '\r' || c == '\t');
  }

  /** Truncated or mixed UTF-8 would decode as Windows-1252, but to wrong characters. */
  private static boolean isBrokenUtf8(byte[] head) {
    int whole = 0;
    int strays = 0;
    for (int i = 0; i < head.length; i++) {
      int lead = head[i] & 0xFF;
      if (lead >= 0x80) {
        int expected = lead < 0xC2 || lead > 0xF4 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
        int following = following(head, i, expected);
        boolean fits = expected > 0 && (following == expected || i + following + 1 == head.length);
        whole += fits && following > 0 ? 1 : 0;
        strays += fits && following > 0 ? 0 : 1;
        i += fits ? following : 0;
      }
    }
    return whole > strays;
  }

  private static int following(byte[] head, int at, int most) {
    int n = 0;
    while (n < most && at + n + 1 < head.length && (head[at + n + 1] & 0xC0) == 0x80) {
      n++;
    }
    return n;
  }

  /** Whether most non-ASCII bytes are pairs of common Chinese characters or punctuation. */
  private static boolean isGbk(byte[] head) {
    int common = 0;
    int others = 0;
    for (int i = 0; i < head.length; i++) {
      int lead = head[i] & 0xFF;
      if (lead >= 0x80) {
        int trail = i + 1 < head.length ? head[i + 1] & 0xFF : 0;
        boolean pair =
            trail >= 0xA1 && (lead >= 0xB0 && lead <= 0xD7 || lead >= 0xA1 && lead <= 0xA3);
        common += pair ? 1 : 0;
        others += pair ? 0 : 1;
        i += trail >= 0x40 ? 1 : 0;
      }
    }
    return common > 3 * others && decodes(head, GBK);
  }

  private static Charset refuseUnless(boolean condition, Charset charset) {
    if (!condition) {
      throw unrecognised();
    }
    return charset;
  }

  static PromptFileRefused unrecognised() {
    return new PromptFileRefused(
        "Unrecognised text encoding (expected UTF-8, UTF-16, GBK or Windows-1252). Save the file as"
            + " UTF-8.");
  }

  /** Reads the whole file, as the first non-ASCII character may be far from the start. */
  private static boolean isUtf8(Path file) throws IOException {
    try (var in = Files.newInputStream(file);
        var text = new InputStreamReader(in, strict(StandardCharsets.UTF_8))) {
      var buffer = new char[1 << 16];
      for (int n = text.read(buffer); n >= 0; n = text.read(buffer)) {
        if (hasNul(buffer, n)) {
          return false;
        }
      }
      return true;
    } catch (CharacterCodingException notUtf8) {
      return false;
    }
  }

  private static boolean hasNul(char[] text, int length) {
    for (int i = 0; i < length; i++) {
      if (text[i] == 0) {
        return true;
      }
    }
    return false;
  }

  /** A character may be incomplete at the end of the sample. */
  private static boolean decodes(byte[] head, Charset charset) {
    var out = CharBuffer.allocate(head.length);
    var result = strict(charset).decode(ByteBuffer.wrap(head), out, head.length < SAMPLE);
    return !result.isError();
  }

  private static CharsetDecoder strict(Charset charset) {
    return charset
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  private static void skipMark(InputStream in, Charset charset) throws IOException {
    in.mark(4);
    var mark = "\ufeff".getBytes(charset);
    if (!charset.name().startsWith("UTF") || !Arrays.equals(in.readNBytes(mark.length), mark)) {
      in.reset();
    }
  }

  private static boolean begins(byte[] head, int... mark) {
    if (head.length < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if ((head[i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }
}
