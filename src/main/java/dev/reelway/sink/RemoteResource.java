package dev.reelway.sink;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.AbstractResource;

/**
 * A file on a remote storage, whose metadata was read once. Its bytes are requested at the first
 * read, from the reader's position, so that a range of a video transfers no more than the range.
 */
public class RemoteResource extends AbstractResource {

  private final String key;
  private final Optional<FileMetadata> facts;
  private final ByteSource bytes;

  /** The metadata that was read. */
  public record FileMetadata(long length, Instant modified) {}

  /** Opens the file from an offset, if it has not changed since its metadata was read. */
  public interface ByteSource {

    InputStream from(long position) throws IOException;
  }

  /**
   * @param facts empty if there is no such file
   */
  public RemoteResource(String key, Optional<FileMetadata> facts, ByteSource bytes) {
    this.key = key;
    this.facts = facts;
    this.bytes = bytes;
  }

  private FileMetadata known() throws FileNotFoundException {
    return facts.orElseThrow(() -> new FileNotFoundException(key + " is not in its sink"));
  }

  @Override
  public boolean exists() {
    return facts.isPresent();
  }

  @Override
  public long contentLength() throws IOException {
    return known().length();
  }

  @Override
  public long lastModified() throws IOException {
    return known().modified().toEpochMilli();
  }

  @Override
  public String getFilename() {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new Reader(known().length());
  }

  @Override
  public String getDescription() {
    return key;
  }

  private final class Reader extends InputStream {

    private final long length;
    private long position;
    private @Nullable InputStream opened;

    Reader(long length) {
      this.length = length;
    }

    @Override
    public long skip(long count) throws IOException {
      if (opened != null) {
        return super.skip(count);
      }
      long skipped = Math.clamp(count, 0, length - position);
      position += skipped;
      return skipped;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
      if (position == length) {
        return -1;
      }
      if (opened == null) {
        opened = bytes.from(position);
      }
      int most = (int) Math.min(count, length - position);
      int read = opened.read(buffer, offset, most);
      while (read == 0 && most > 0) {
        read = opened.read(buffer, offset, most); // SFTP: an answer that came out of order.
      }
      if (read < 0) {
        throw new EOFException("%s ends after %d of %d bytes".formatted(key, position, length));
      }
      position += read;
      return read;
    }

    @Override
    public void close() throws IOException {
      if (opened != null) {
        opened.close();
      }
    }
  }
}
