package dev.reelway.media;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A real audio file: silence in 16 bits, as a recorder writes it. */
public final class Wave {

  static final int RATE = 8_000;

  private Wave() {}

  /** A WAV of this length. */
  public static byte[] silence(int seconds) {
    int length = seconds * RATE * 2;
    var bytes = ByteBuffer.allocate(44 + length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put("RIFF".getBytes(US_ASCII)).putInt(36 + length);
    bytes.put("WAVEfmt ".getBytes(US_ASCII)).putInt(16);
    bytes.putShort((short) 1).putShort((short) 1).putInt(RATE).putInt(RATE * 2);
    bytes.putShort((short) 2).putShort((short) 16);
    bytes.put("data".getBytes(US_ASCII)).putInt(length);
    return bytes.array();
  }
}
