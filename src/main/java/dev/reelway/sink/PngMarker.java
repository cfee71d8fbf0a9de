package dev.reelway.sink;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.CRC32;

/** Marks a PNG by an iTXt chunk with XMP before its end (PNG, 11.3.3.4). */
final class PngMarker extends SegmentMarker {

  private static final String XMP = "XML:com.adobe.xmp";
  private static final int HEAD = 8;
  private static final int CHECKSUM = 4;

  private boolean signed;

  @Override
  void head(byte[] head, int count, OutputStream out) throws IOException {
    if (count < HEAD) {
      return;
    }
    long length = ByteBuffer.wrap(head).getInt() & 0xffffffffL;
    var type = new String(head, 4, 4, ISO_8859_1);
    if (!signed) {
      signed = true;
      segment("", 0, out);
    } else if (type.equals("IEND")) {
      mark(out);
    } else {
      segment(type, length + CHECKSUM, out);
    }
  }

  /** ImageMagick keeps XMP as a text of another name. */
  @Override
  boolean claims(String type, byte[] start) {
    return type.equals("caBX")
        || type.endsWith("Xt")
            && new String(start, ISO_8859_1).toLowerCase(Locale.ROOT).contains("xmp");
  }

  @Override
  byte[] mark() {
    var chunk = new ByteArrayOutputStream();
    chunk.writeBytes(AiMark.latin("iTXt" + XMP + "\0\0\0\0\0"));
    chunk.writeBytes(AiMark.packet());
    var checksum = new CRC32();
    checksum.update(chunk.toByteArray());
    return ByteBuffer.allocate(chunk.size() + 8)
        .putInt(chunk.size() - 4)
        .put(chunk.toByteArray())
        .putInt((int) checksum.getValue())
        .array();
  }
}
