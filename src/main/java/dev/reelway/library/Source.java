package dev.reelway.library;

import dev.reelway.media.Given;
import dev.reelway.sink.Asset;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Where a picture comes from that a caller wants an order to start from. */
public sealed interface Source {

  /** The parameter that named it, as the caller spells it. */
  String param();

  /** The picture's bytes themselves. */
  record Uploaded(String param, Given file) implements Source {}

  /** Base64, bare or in a {@code data:} URL. */
  record Encoded(String param, Given text) implements Source {}

  /** Base64 within an upstream's answer. */
  record Answered(Given text) implements Source {

    @Override
    public String param() {
      return "data";
    }
  }

  /** An http or https URL. */
  record Linked(String param, URI link) implements Source {}

  /** The name of a file that was uploaded before. */
  record Filed(String param, String id) implements Source {}

  /** A file that we have rendered ourselves, named by one of our links. */
  record Rendered(String param, Asset asset) implements Source {}

  /** The last frame of a film that we have rendered ourselves. */
  record LastFrame(String param, Asset film) implements Source {}

  /** The file in a sink that this is, or is in; null for all that lies elsewhere. */
  default @Nullable Asset asset() {
    return switch (this) {
      case Rendered(var param, var asset) -> asset;
      case LastFrame(var param, var film) -> film;
      case Uploaded u -> null;
      case Encoded e -> null;
      case Answered a -> null;
      case Linked l -> null;
      case Filed f -> null;
    };
  }
}
