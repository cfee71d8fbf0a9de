package dev.reelway.intake.format;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;

/**
 * The texts of a workbook, which its cells refer to by number. They are in a temporary file, which
 * is deleted when it is closed: several workbooks with 200 MB of text each may be read at once.
 */
final class SharedTexts implements Closeable {

  private static final int BUFFER = 64 * 1024;
  private static final int MOST_TEXTS = 2_000_000;

  private final FileChannel file;
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(BUFFER);

  /** Where each text ends in the file; the first entry is 0. */
  private int[] ends = new int[1024];

  private int count;

  SharedTexts() throws IOException {
    this.file =
        FileChannel.open(
            Files.createTempFile("reelway-", ".texts"),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
  }

  /**
   * Adds a text.
   *
   * @throws PromptFileRefused if there are too many: where each one ends is in memory
   */
  void add(String text) throws IOException {
    if (count == MOST_TEXTS) {
      throw new PromptFileRefused(
          "The spreadsheet contains more than %d texts. Save its orders as .csv."
              .formatted(MOST_TEXTS));
    }
    if (count + 2 > ends.length) {
      ends = Arrays.copyOf(ends, ends.length * 2);
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    buffer.writeBytes(bytes);
    ends[count + 1] = Math.addExact(ends[count], bytes.length);
    count++;
    if (buffer.size() >= BUFFER) {
      flush();
    }
  }

  private void flush() throws IOException {
    var bytes = ByteBuffer.wrap(buffer.toByteArray());
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
    buffer.reset();
  }

  /**
   * The text of this number, from 0.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  String get(int number) throws IOException {
    Objects.checkIndex(number, count);
    flush();
    var bytes = ByteBuffer.allocate(ends[number + 1] - ends[number]);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, ends[number] + bytes.position()) < 0) {
        throw new EOFException("A temporary file was cut.");
      }
    }
    return new String(bytes.array(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
