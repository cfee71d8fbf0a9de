package dev.reelway.sink;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * The mark that a file is AI generated: an XMP packet with IPTC's digital source type. It is the
 * same for each file, so that a file is the same at each attempt to deliver it.
 */
public final class AiMark {

  /** What IPTC calls media that a trained model made. */
  public static final String SOURCE_TYPE =
      "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

  private static final String PACKET =
      """
      <?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
      <x:xmpmeta xmlns:x="adobe:ns:meta/">
       <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about=""
          xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
          Iptc4xmpExt:DigitalSourceType="%s"/>
       </rdf:RDF>
      </x:xmpmeta>
      <?xpacket end="r"?>\
      """
          .formatted(SOURCE_TYPE);

  private AiMark() {}

  /** The XMP packet. */
  static byte[] packet() {
    return PACKET.getBytes(UTF_8);
  }

  /** A text of one byte for each character, as the names of segments are written. */
  static byte[] latin(String text) {
    return text.getBytes(ISO_8859_1);
  }

  /** Marks one file of this type; null for a type that has no place for XMP. */
  static @Nullable MediaMarker marker(MediaFormat mediaFormat) {
    return switch (mediaFormat) {
      case MP4 -> new Mp4Marker();
      case PNG -> new PngMarker();
      case JPEG -> new JpegMarker();
      case WEBP -> new WebpMarker();
      case WEBM -> null;
    };
  }
}
