package dev.reelway.sink;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Marks a JPEG by an APP1 segment with XMP before its first scan (XMP Specification Part 3, 1.1.3).
 * A file with APP11 segments, which hold C2PA manifests, is not altered, nor is one with an index
 * of several pictures (MPF), which says where they begin.
 */
final class JpegMarker extends SegmentMarker {

  private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";
  private static final String APP1 = "e1";
  private static final String APP2 = "e2";
  private static final String APP11 = "eb";
  private static final int START_OF_IMAGE = 0xd8;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int START_OF_SCAN = 0xda;

  @Override
  void head(byte[] head, int count, OutputStream out) throws IOException {
    int marker = head[1] & 0xff;
    if ((head[0] & 0xff) != 0xff || count == 2 && (marker == END_OF_IMAGE || marker == 0xff)) {
      giveUp(out);
    } else if (count == 2 && marker == START_OF_SCAN) {
      mark(out);
    } else if (count == 2 && marker == START_OF_IMAGE) {
      segment("", 0, out);
    } else if (count == 4) {
      int length = ByteBuffer.wrap(head, 2, 2).getShort() & 0xffff;
      segment(Integer.toHexString(marker), Math.max(0, length - 2), out);
    }
  }

  @Override
  boolean claims(String type, byte[] start) {
    var text = new String(start, ISO_8859_1);
    return type.equals(APP11)
        || type.equals(APP2) && text.startsWith("MPF\0")
        || type.equals(APP1) && text.startsWith("http://ns.adobe.com/x");
  }

  @Override
  byte[] mark() {
    var packet = AiMark.packet();
    int length = 2 + XMP.length() + packet.length;
    return ByteBuffer.allocate(2 + length)
        .putShort((short) 0xffe1)
        .putShort((short) length)
        .put(AiMark.latin(XMP))
        .put(packet)
        .array();
  }
}
