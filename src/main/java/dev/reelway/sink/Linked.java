package dev.reelway.sink;

import java.net.URI;
import org.springframework.core.io.Resource;

/** A file that callers fetch themselves from where it lies. */
public interface Linked extends Resource {

  /** Where it opens for a while, for whoever holds the link, as a file of that media type. */
  URI link(String type);
}
