package dev.reelway.sink.s3;

import dev.reelway.sink.DirectLink;
import dev.reelway.sink.RemoteResource;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;

/** A remote file that callers can also download directly. */
final class DirectLinkFile extends RemoteResource implements DirectLink {

  private final Function<String, URI> links;

  DirectLinkFile(
      String key, Optional<FileMetadata> facts, ByteSource bytes, Function<String, URI> links) {
    super(key, facts, bytes);
    this.links = links;
  }

  @Override
  public URI link(String type) {
    return links.apply(type);
  }
}
