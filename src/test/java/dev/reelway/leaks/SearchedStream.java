package dev.reelway.leaks;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Passes everything on, and tells each line once it is whole. */
final class SearchedStream extends FilterOutputStream {

  /** A longer line is told in parts. */
  private static final int LONGEST = 1 << 20;

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final Consumer<String> search;

  SearchedStream(OutputStream out, Consumer<String> search) {
    super(out);
    this.search = search;
  }

  @Override
  public synchronized void write(int one) throws IOException {
    out.write(one);
    add(one);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) throws IOException {
    out.write(bytes, from, length);
    for (int i = from; i < from + length; i++) {
      add(bytes[i]);
    }
  }

  private void add(int one) {
    if (one == '\n' || line.size() == LONGEST) {
      tell();
    }
    line.write(one);
  }

  private void tell() {
    search.accept(line.toString(StandardCharsets.UTF_8));
    line.reset();
  }

  @Override
  public synchronized void close() throws IOException {
    tell();
    flush();
  }
}
