package dev.reelway.sink;

import java.net.URI;
import java.util.Optional;
import java.util.function.Function;

/** A remote file that callers can also download directly. */
final class LinkedFile extends RemoteFile implements Linked {

  private final Function<String, URI> links;

  LinkedFile(String key, Optional<Facts> facts, Bytes bytes, Function<String, URI> links) {
    super(key, facts, bytes);
    this.links = links;
  }

  @Override
  public URI link(String type) {
    return links.apply(type);
  }
}
