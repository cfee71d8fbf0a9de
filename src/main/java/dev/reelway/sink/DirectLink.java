package dev.reelway.sink;

import java.net.URI;
import org.springframework.core.io.Resource;

/** A file that callers can download directly from its storage. */
public interface DirectLink extends Resource {

  /** A temporary link that works without a licence and is answered with this media type. */
  URI link(String type);
}
