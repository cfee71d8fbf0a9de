package dev.reelway.sink;

import dev.reelway.wire.Causes;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.hc.core5.http.io.EofSensorInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

/**
 * Makes a file of what the {@code open} of a sink has answered: a Spring {@link Resource}, bytes, a
 * text, a file, or whatever else Camel turns into a stream. Files and bytes are opened where they
 * are read. A stream is read as it comes, never into memory, and is closed with its exchange.
 */
record OpenedFile(Asset asset, Exchange exchange) {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.sinks");
  private static final Set<Integer> GONE = Set.of(404, 410);
  private static final long UNKNOWN = -1;

  /**
   * The file; one that does not exist where the sink says so: by null, by an exception of a file
   * that is not found, or by the HTTP status 404 or 410.
   *
   * @param status of the HTTP answer that the body is of, or null
   * @throws Exception what the sink has thrown; an IOException where the body is no file
   */
  Resource file(@Nullable Object body, @Nullable Integer status) throws Exception {
    return status != null && status >= 300 && !(body instanceof Throwable)
        ? refused(body, status)
        : file(body);
  }

  private Resource refused(@Nullable Object body, Integer status) throws IOException {
    if (body instanceof InputStream page) {
      closed(abortable(page));
    }
    if (GONE.contains(status)) {
      return new MissingFile(asset);
    }
    throw new IOException(
        "The sink %s answered with HTTP status %d.".formatted(asset.sink(), status));
  }

  private Resource file(@Nullable Object body) throws Exception {
    return switch (body) {
      case null -> new MissingFile(asset);
      case Error failed -> throw failed;
      case Exception thrown -> thrown(thrown);
      case DirectLink directLink -> directLink;
      case Resource file when file.isOpen() -> opened(file);
      case Resource file -> new SinkFile(asset, file);
      case byte[] bytes -> new SinkFile(asset, new ByteArrayResource(bytes));
      case String text -> file(text.getBytes(StandardCharsets.UTF_8));
      case File file -> new SinkFile(asset, new FileSystemResource(file));
      case Path file -> new SinkFile(asset, new FileSystemResource(file));
      case WrappedFile<?> file -> file(file.getFile() instanceof File here ? here : file.getBody());
      case StreamCache cache when cache.length() > 0 -> streamed(cache, cache.length());
      default -> streamed(body, UNKNOWN);
    };
  }

  private Resource opened(Resource file) throws Exception {
    try {
      return stream(file.getInputStream(), UNKNOWN);
    } catch (IOException failed) {
      return thrown(failed);
    }
  }

  private Resource thrown(Exception thrown) throws Exception {
    if (Causes.any(thrown, OpenedFile::isOfMissingFile)) {
      return new MissingFile(asset);
    }
    throw thrown;
  }

  private static boolean isOfMissingFile(Throwable thrown) {
    return thrown instanceof FileNotFoundException
        || thrown instanceof NoSuchFileException
        || (thrown instanceof HttpOperationFailedException answer
            && GONE.contains(answer.getStatusCode()));
  }

  private Resource streamed(@Nullable Object body, long length) throws Exception {
    if (body instanceof InputStream bytes) {
      return stream(bytes, length);
    }
    boolean hasBytes = !(body instanceof Collection || body instanceof Map);
    var bytes =
        hasBytes
            ? exchange
                .getContext()
                .getTypeConverter()
                .tryConvertTo(InputStream.class, exchange, body)
            : null;
    if (bytes == null) {
      throw new IOException(
          "The sink %s opened a file as %s, which cannot be read as bytes. Answer bytes, a file, an InputStream or a Resource."
              .formatted(asset.sink(), body == null ? "nothing" : body.getClass().getName()));
    }
    return stream(bytes, length);
  }

  private Resource stream(InputStream opened, long length) {
    var bytes = abortable(opened);
    exchange.getExchangeExtension().addOnCompletion(new Closing(bytes));
    return new StreamedFile(asset, bytes, length);
  }

  private static InputStream abortable(InputStream bytes) {
    return bytes instanceof EofSensorInputStream http ? new AbortedStream(http) : bytes;
  }

  private static void closed(InputStream bytes) {
    try {
      bytes.close();
    } catch (IOException broken) {
      LOG.debug("A stream of a sink could not be closed", broken);
    }
  }

  /**
   * The body of an HTTP answer. Closed before its end, it ends the connection; the client would
   * read the rest of the file first.
   */
  private static final class AbortedStream extends FilterInputStream {

    private final EofSensorInputStream body;

    AbortedStream(EofSensorInputStream body) {
      super(body);
      this.body = body;
    }

    @Override
    public void close() throws IOException {
      body.abort();
    }
  }

  /** Closes a stream with its exchange, also where nobody has read it. */
  private static final class Closing extends SynchronizationAdapter {

    private final InputStream bytes;

    Closing(InputStream bytes) {
      this.bytes = bytes;
    }

    @Override
    public void onDone(Exchange exchange) {
      closed(bytes);
    }
  }
}
