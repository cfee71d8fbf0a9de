package dev.reelway.api;

import dev.reelway.sink.Asset;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Future;
import org.springframework.core.io.AbstractResource;
import org.springframework.core.io.Resource;

/** A file of a sink with the type and the digest that the ledger holds. */
final class AssetResource extends AbstractResource {

  private final Resource file;
  private final Asset asset;
  private final Future<?> stop;

  /**
   * @param stop when it is done, no more bytes are read
   */
  AssetResource(Resource file, Asset asset, Future<?> stop) {
    this.file = file;
    this.asset = asset;
    this.stop = stop;
  }

  String etag() {
    return "\"" + asset.sha256() + "\"";
  }

  String type() {
    return asset.type();
  }

  @Override
  public boolean exists() {
    return file.exists();
  }

  @Override
  public long contentLength() throws IOException {
    return file.contentLength();
  }

  @Override
  public long lastModified() throws IOException {
    return file.lastModified();
  }

  /** Whether it can be read once only. */
  @Override
  public boolean isOpen() {
    return file.isOpen();
  }

  /** Fails with an IOException alone, whatever the sink throws: see {@link SentStream}. */
  @Override
  public InputStream getInputStream() throws IOException {
    try {
      return new SentStream(file.getInputStream(), asset, stop);
    } catch (FileNotFoundException | RuntimeException failed) {
      throw new IOException(failed);
    }
  }

  @Override
  public boolean isFile() {
    return file.isFile();
  }

  @Override
  public File getFile() throws IOException {
    return file.getFile();
  }

  @Override
  public String getDescription() {
    return asset.key();
  }
}
