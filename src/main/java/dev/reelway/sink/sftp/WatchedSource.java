package dev.reelway.sink.sftp;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The source of a new file. What happens between its reads is a wait for the server, which takes
 * the bytes; the reads themselves may take as long as they need.
 */
final class WatchedSource extends FilterInputStream {

  private final AnswerTimer timer;
  private final AnswerLimits limits;

  WatchedSource(InputStream source, AnswerTimer timer, AnswerLimits limits) {
    super(source);
    this.timer = timer;
    this.limits = limits;
  }

  @Override
  public int read() throws IOException {
    timer.stop();
    int one = in.read();
    timer.start(one < 0 ? limits.finish() : limits.answer());
    return one;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    timer.stop();
    int count = in.read(buffer, offset, length);
    timer.start(count < 0 ? limits.finish() : limits.answer());
    return count;
  }
}
