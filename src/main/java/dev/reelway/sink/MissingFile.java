package dev.reelway.sink;

import java.io.FileNotFoundException;
import java.io.InputStream;
import org.springframework.core.io.AbstractResource;

/** A file that is not in its sink any more. */
final class MissingFile extends AbstractResource {

  private final Asset asset;

  MissingFile(Asset asset) {
    this.asset = asset;
  }

  @Override
  public boolean exists() {
    return false;
  }

  @Override
  public InputStream getInputStream() throws FileNotFoundException {
    throw new FileNotFoundException(asset.key() + " is not in its sink");
  }

  @Override
  public String getDescription() {
    return asset.key();
  }
}
