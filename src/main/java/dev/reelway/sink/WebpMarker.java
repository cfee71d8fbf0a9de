package dev.reelway.sink;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Marks a WebP by a chunk with XMP at its end (RFC 9649, 2.7.1.5). As the first bytes of the file
 * say its length and that there is such a chunk, the file is held until it is whole; one of more
 * than 8 MB passes without a mark.
 */
final class WebpMarker implements MediaMarker {

  private static final int LARGEST = 8 << 20;
  private static final int FORM = 12;
  private static final int HEAD = 8;
  private static final int EXTENDED = 10;
  private static final int HAS_XMP = 0x04;
  private static final int HAS_ALPHA = 0x10;

  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private boolean through;

  @Override
  public void pass(byte[] bytes, int from, int count, OutputStream out) throws IOException {
    if (through) {
      out.write(bytes, from, count);
      return;
    }
    held.write(bytes, from, count);
    if (held.size() > LARGEST) {
      held.writeTo(out);
      held.reset();
      through = true;
    }
  }

  @Override
  public void end(OutputStream out) throws IOException {
    out.write(marked(held.toByteArray()));
  }

  private static byte[] marked(byte[] file) {
    if (file.length < FORM + HEAD + EXTENDED || !isWhole(file) || isClaimed(file)) {
      return file;
    }
    var chunks = new ByteArrayOutputStream();
    int after = FORM;
    if (name(file, FORM).equals("VP8X")) {
      var extended = Arrays.copyOfRange(file, FORM, FORM + HEAD + EXTENDED);
      extended[HEAD] |= HAS_XMP;
      chunks.writeBytes(extended);
      after += extended.length;
    } else {
      chunks.writeBytes(extended(file));
    }
    chunks.write(file, after, file.length - after);
    chunks.writeBytes(chunk("XMP ", AiMark.packet()));
    return form(chunks.toByteArray());
  }

  /** Whether the chunks end where the file does. */
  private static boolean isWhole(byte[] file) {
    int at = FORM;
    while (at >= 0 && at + HEAD <= file.length) {
      at = next(file, at);
    }
    return at == file.length && number(file, 4) == file.length - HEAD;
  }

  private static boolean isClaimed(byte[] file) {
    for (int at = FORM; at < file.length; at = next(file, at)) {
      var name = name(file, at);
      if (name.equals("XMP ")
          || name.equals("C2PA")
          || name.equals("VP8X") && (file[at + HEAD] & HAS_XMP) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Where the next chunk begins, or -1 if the length of this one is absurd. */
  private static int next(byte[] file, int at) {
    long length = number(file, at + 4) & 0xffffffffL;
    long next = at + HEAD + length + (length & 1);
    return next > file.length ? -1 : (int) next;
  }

  /** The chunk that an image without one gets, so that it may have XMP. */
  private static byte[] extended(byte[] file) {
    int at = FORM + HEAD;
    boolean lossless = name(file, FORM).equals("VP8L");
    int bits = number(file, at + (lossless ? 1 : 6));
    int width = lossless ? bits & 0x3fff : (bits & 0x3fff) - 1;
    int height = lossless ? bits >>> 14 & 0x3fff : (bits >>> 16 & 0x3fff) - 1;
    boolean alpha = lossless && (bits >>> 28 & 1) == 1;
    var content = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    content.putInt(0, HAS_XMP | (alpha ? HAS_ALPHA : 0)).putInt(4, width).putInt(7, height);
    return chunk("VP8X", Arrays.copyOf(content.array(), EXTENDED));
  }

  private static byte[] chunk(String name, byte[] content) {
    return ByteBuffer.allocate(HEAD + content.length + (content.length & 1))
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(AiMark.latin(name))
        .putInt(content.length)
        .put(content)
        .array();
  }

  private static byte[] form(byte[] chunks) {
    return ByteBuffer.allocate(FORM + chunks.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(AiMark.latin("RIFF"))
        .putInt(4 + chunks.length)
        .put(AiMark.latin("WEBP"))
        .put(chunks)
        .array();
  }

  private static String name(byte[] file, int at) {
    return new String(file, at, 4, ISO_8859_1);
  }

  private static int number(byte[] file, int at) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
  }
}
