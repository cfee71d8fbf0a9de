package dev.reelway.sink;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.AbstractResource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * A file in a bucket, looked at once. Its bytes are asked for when the first of them is read, from
 * where the reader then stands, so that a range of a film costs no more than the range.
 */
final class S3File extends AbstractResource {

  private final Bucket bucket;
  private final String key;
  private final Optional<HeadObjectResponse> head;

  S3File(Bucket bucket, String key) {
    this.bucket = bucket;
    this.key = key;
    this.head = bucket.head(key);
  }

  private HeadObjectResponse known() throws FileNotFoundException {
    return head.orElseThrow(() -> new FileNotFoundException(key + " is not in the bucket"));
  }

  @Override
  public boolean exists() {
    return head.isPresent();
  }

  @Override
  public long contentLength() throws IOException {
    return known().contentLength();
  }

  @Override
  public long lastModified() throws IOException {
    return known().lastModified().toEpochMilli();
  }

  @Override
  public String getFilename() {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new Reader(known().eTag(), known().contentLength());
  }

  @Override
  public String getDescription() {
    return key;
  }

  private final class Reader extends InputStream {

    private final String etag;
    private final long length;
    private long position;
    private @Nullable InputStream bytes;

    Reader(String etag, long length) {
      this.etag = etag;
      this.length = length;
    }

    @Override
    public long skip(long count) throws IOException {
      if (bytes != null) {
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
      int read = opened().read(buffer, offset, count);
      if (read < 0) {
        throw new EOFException("%s ends after %d of %d bytes".formatted(key, position, length));
      }
      position += read;
      return read;
    }

    private InputStream opened() throws IOException {
      if (bytes == null) {
        try {
          bytes = bucket.read(key, etag, position);
        } catch (SdkException e) {
          throw new IOException(e);
        }
      }
      return bytes;
    }

    @Override
    public void close() throws IOException {
      if (bytes != null) {
        bytes.close();
      }
    }
  }
}
