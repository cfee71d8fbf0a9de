package dev.reelway.intake;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A text file of prompts in UTF-8: a prompt a line, {@code #} begins a comment line, blank lines
 * count for nothing. A line longer than any prompt may be is cut, and so refused later.
 */
final class PromptFile implements Closeable {

  private static final int LONGEST_LINE = 70_000;

  private final Reader reader;
  private int number;
  private boolean begun;

  PromptFile(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new PromptFileRefused("This is not a regular file.");
    }
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    this.reader =
        new BufferedReader(new InputStreamReader(Files.newInputStream(file), decoder), 1 << 16);
  }

  /** A line that is a prompt, and where it stands. */
  record Line(int number, String prompt) {}

  /** The next prompt, or null after the last one. */
  @Nullable Line next() throws IOException {
    for (var text = line(); text != null; text = line()) {
      number++;
      var prompt = text.length() < LONGEST_LINE ? text.strip() : text;
      if (!prompt.isEmpty() && !prompt.startsWith("#")) {
        return new Line(number, prompt);
      }
    }
    return null;
  }

  /** One line without its end: LF, CRLF or CR. */
  private @Nullable String line() throws IOException {
    var line = new StringBuilder();
    int c = read();
    if (c < 0) {
      return null;
    }
    for (; c >= 0 && c != '\n' && c != '\r'; c = read()) {
      if (line.length() < LONGEST_LINE) {
        line.append((char) c);
      }
    }
    if (c == '\r') {
      skipLineFeed();
    }
    return line.toString();
  }

  private int read() throws IOException {
    try {
      int c = reader.read();
      boolean byteOrderMark = !begun && c == '\ufeff';
      begun = true;
      return byteOrderMark ? reader.read() : c;
    } catch (CharacterCodingException notUtf8) {
      throw new PromptFileRefused("This file is not UTF-8 text: save it as UTF-8.");
    }
  }

  private void skipLineFeed() throws IOException {
    reader.mark(1);
    if (read() != '\n') {
      reader.reset();
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
