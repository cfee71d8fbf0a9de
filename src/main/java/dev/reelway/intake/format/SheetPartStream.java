package dev.reelway.intake.format;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.ZipException;

/**
 * The bytes of a part of a spreadsheet, in UTF-8. It limits what a small archive can unpack to, and
 * what an XML parser must hold at once: the bytes from one tag to the next, and those of a comment.
 * A document type, which may define entities, is refused.
 */
final class SheetPartStream extends FilterInputStream {

  private static final long MOST_BYTES = 200_000_000;
  private static final int MOST_AT_ONCE = 4_000_000;

  private static final int COMMENT = word("<!--");
  private static final int COMMENT_END = word("-->");
  private static final int CDATA = word("<![");
  private static final int CDATA_END = word("]]>");
  private static final int INSTRUCTION = word("<?");
  private static final int INSTRUCTION_END = word("?>");

  private long total;
  private int sinceTag;
  private int recent;

  /** What ends the comment, section or instruction that is being read, or 0. */
  private int end;

  SheetPartStream(InputStream unpacked) {
    super(unpacked);
  }

  private static int word(String text) {
    return text.chars().reduce(0, (word, c) -> word << 8 | c);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /** An error of the disk is thrown unchecked, so that the parser does not take it for its own. */
  @Override
  public int read(byte[] buffer, int offset, int most) {
    int count;
    try {
      count = super.read(buffer, offset, most);
    } catch (ZipException | EOFException damaged) {
      throw SheetArchive.broken();
    } catch (IOException disk) {
      throw new UncheckedIOException(disk);
    }
    for (int i = 0; i < count; i++) {
      check(buffer[offset + i] & 0xff);
    }
    return count;
  }

  private void check(int unit) {
    recent = recent << 8 | unit;
    sinceTag++;
    if (end != 0) {
      end = isRecent(end) ? 0 : end;
    } else if (unit == '<') {
      sinceTag = 0;
    } else {
      begin();
    }
    if (++total > MOST_BYTES || sinceTag > MOST_AT_ONCE) {
      throw new PromptFileRefused(
          "The spreadsheet unpacks to more than 200 MB, or to a cell of more than 4 MB. Save its"
              + " orders as .csv.");
    }
  }

  private void begin() {
    if (isRecent(COMMENT)) {
      begin(COMMENT_END);
    } else if (isRecent(CDATA)) {
      begin(CDATA_END);
    } else if (isRecent(INSTRUCTION)) {
      begin(INSTRUCTION_END);
    } else if ((recent & 0xffff00) == ('<' << 16 | '!' << 8) && (recent & 0xff) != '-') {
      throw new PromptFileRefused(
          "The spreadsheet contains a document type declaration, which is not allowed.");
    }
  }

  private void begin(int ending) {
    end = ending;
    recent = 0;
  }

  /** Whether these are the last bytes. */
  private boolean isRecent(int word) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(word);
    return (recent & -1 >>> Integer.SIZE - bits) == word;
  }
}
