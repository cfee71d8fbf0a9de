package dev.reelway.library;

import dev.reelway.media.Given;
import dev.reelway.sink.Asset;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The source of a reference image of an order, or of an image in an upstream's answer. */
public sealed interface Source {

  /** The parameter that holds it, as the caller spells it. */
  String param();

  /** The bytes of the image. */
  record Uploaded(String param, Given file) implements Source {}

  /** Base64 text, bare or as a {@code data:} URL. */
  record Encoded(String param, Given text) implements Source {}

  /** A {@code data:} URL in an upstream's answer. */
  record Answered(Given text) implements Source {

    @Override
    public String param() {
      return "data";
    }
  }

  /** An http or https URL. */
  record Linked(String param, URI link) implements Source {}

  /** The id of an uploaded file. */
  record Filed(String param, String id) implements Source {}

  /** A rendered image of this service, named by one of its links. */
  record Rendered(String param, Asset asset) implements Source {}

  /** The last frame of a video that this service has rendered. */
  record LastFrame(String param, Asset film) implements Source {}

  /** The rendered file that this source needs, or null if it needs none. */
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
