package dev.reelway.library;

import dev.reelway.media.ContentKey;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.core.io.AbstractResource;
import org.springframework.core.io.Resource;

/** A stored file whose name ends with the usual extension of its type, whatever its key says. */
final class NamedFile extends AbstractResource {

  private final Resource file;
  private final String name;

  private NamedFile(Resource file, String name) {
    this.file = file;
    this.name = name;
  }

  static Resource of(Resource file, String type) {
    var before = String.valueOf(file.getFilename());
    int dot = before.lastIndexOf('.');
    var stem = dot < 0 ? before : before.substring(0, dot);
    return new NamedFile(file, ContentKey.of(stem, type).fileName());
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
  public InputStream getInputStream() throws IOException {
    return file.getInputStream();
  }

  @Override
  public String getFilename() {
    return name;
  }

  @Override
  public String getDescription() {
    return file.getDescription();
  }
}
