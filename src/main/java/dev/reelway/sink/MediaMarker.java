package dev.reelway.sink;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes into one file, while it passes, that it is AI generated. A file that carries a C2PA
 * manifest or an XMP packet of its own passes byte for byte, as does one whose structure is not
 * understood.
 */
interface MediaMarker {

  /** Passes the next bytes of the file on. */
  void pass(byte[] bytes, int from, int count, OutputStream out) throws IOException;

  /** Passes on what is left after the last byte of the file. */
  void end(OutputStream out) throws IOException;
}
