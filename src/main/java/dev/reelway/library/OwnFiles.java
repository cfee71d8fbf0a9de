package dev.reelway.library;

import dev.reelway.sink.Asset;
import java.net.URI;
import java.util.Optional;

/** Finds the rendered files of this service that an order starts from. */
@FunctionalInterface
public interface OwnFiles {

  /**
   * The rendered file of a link of this service; empty for other links.
   *
   * @param param the parameter that has the link
   * @throws RuntimeException if it cannot be a source, with a sentence for the caller
   */
  Optional<Asset> link(String param, URI link);
}
