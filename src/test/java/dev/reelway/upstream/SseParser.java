package dev.reelway.upstream;

import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Reads the events of an upstream as the service does. */
public final class SseParser {

  private SseParser() {}

  /** Reads all events, and answers how many there are. */
  public static int events(byte[] answer) throws IOException {
    var reader = new SseReader(new ByteArrayInputStream(answer), 1 << 16);
    int count = 0;
    while (!reader.next().isTextual()) {
      count++;
    }
    return count;
  }
}
