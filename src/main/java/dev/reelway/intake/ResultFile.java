package dev.reelway.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reelway.media.DeleteOnCompletion;
import dev.reelway.media.SpoolFolder;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.Exchange;

/**
 * A temporary file of result lines, which is deleted when the exchange ends. Unpaired surrogates
 * become question marks.
 */
final class ResultFile implements ResultLines.Out, Closeable {

  private final Path path;
  private final BufferedWriter out;
  private int lines;

  ResultFile(SpoolFolder spoolFolder, Exchange exchange) throws IOException {
    var file = spoolFolder.emptyFile();
    this.path = file.path();
    exchange.getExchangeExtension().addOnCompletion(new DeleteOnCompletion(file));
    this.out = new BufferedWriter(new OutputStreamWriter(Files.newOutputStream(path), UTF_8));
  }

  @Override
  public void line(String text) throws IOException {
    out.write(text);
    out.write('\n');
    lines++;
  }

  int lines() {
    return lines;
  }

  /** Closes the file and answers it with its digest. */
  SpoolFolder.SpoolFile complete() throws IOException {
    out.close();
    return new SpoolFolder.SpoolFile(path, ContentDigest.of(path), Files.size(path));
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
