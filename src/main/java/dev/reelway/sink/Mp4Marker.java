package dev.reelway.sink;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Set;

/**
 * Marks an MP4 by a box {@code uuid} with XMP at its end (XMP Specification Part 3, 1.1.5), so that
 * no offset in the file changes. Nothing is added behind a box that extends to the end, or behind
 * an index of fragments, which is found from the end.
 */
final class Mp4Marker implements MediaMarker {

  private static final byte[] XMP = HexFormat.of().parseHex("be7acfcb97a942e89c71999491e3afac");
  private static final byte[] C2PA = HexFormat.of().parseHex("d8fec3d61b0e483c92975828877ec481");
  private static final Set<String> LAST = Set.of("jumb", "mfra");

  private final ByteSearch claims =
      new ByteSearch(XMP, C2PA, AiMark.latin("jumb"), AiMark.latin("x:xmpmeta"));
  private final Mp4Boxes boxes = new Mp4Boxes(this::look);
  private boolean claimed;

  private void look(String type, byte[] bytes, int from, int count) {
    claimed |= LAST.contains(type);
    if (!type.equals("mdat")) {
      claims.update(bytes, from, count);
    }
  }

  @Override
  public void pass(byte[] bytes, int from, int count, OutputStream out) throws IOException {
    boxes.update(bytes, from, count);
    out.write(bytes, from, count);
  }

  @Override
  public void end(OutputStream out) throws IOException {
    if (!claimed && !claims.found() && boxes.isClosed()) {
      out.write(box());
    }
  }

  private static byte[] box() {
    var packet = AiMark.packet();
    int length = 8 + XMP.length + packet.length;
    return ByteBuffer.allocate(length)
        .putInt(length)
        .put(AiMark.latin("uuid"))
        .put(XMP)
        .put(packet)
        .array();
  }
}
