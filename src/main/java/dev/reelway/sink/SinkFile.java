package dev.reelway.sink;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.core.io.AbstractResource;
import org.springframework.core.io.Resource;

/**
 * A file of a sink that can be read more than once. It is named by its key, and what its sink does
 * not say of it comes from the ledger.
 */
final class SinkFile extends AbstractResource {

  private static final long UNKNOWN = -1;

  private final Asset asset;
  private final Resource file;

  SinkFile(Asset asset, Resource file) {
    this.asset = asset;
    this.file = file;
  }

  static String name(Asset asset) {
    return asset.key().substring(asset.key().lastIndexOf('/') + 1);
  }

  @Override
  public boolean exists() {
    return file.exists();
  }

  @Override
  public long contentLength() throws IOException {
    long length = file.contentLength();
    return length < 0 ? asset.bytes() : length;
  }

  @Override
  public long lastModified() {
    try {
      return file.lastModified();
    } catch (IOException notKnown) {
      return UNKNOWN;
    }
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return file.getInputStream();
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
  public String getFilename() {
    return name(asset);
  }

  @Override
  public String getDescription() {
    return asset.key();
  }
}
