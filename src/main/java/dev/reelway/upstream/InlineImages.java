package dev.reelway.upstream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import org.springframework.core.io.Resource;

/** Encodes images as base64, for dialects that send them inside JSON. */
public final class InlineImages {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The images in their order, each as {@code {type, base64}}: its media type, and its bytes in
   * base64 with padding.
   *
   * @param images the images, as {@link Resource}s that a sink has opened
   */
  public ArrayNode images(List<?> images) throws IOException {
    var all = JSON.createArrayNode();
    for (var one : images) {
      var file = (Resource) one;
      all.addObject()
          .put("type", Multipart.type(file).getMimeType())
          .put("base64", Base64.getEncoder().encodeToString(file.getContentAsByteArray()));
    }
    return all;
  }

  /** The size of all files together, in bytes. */
  public long bytes(List<?> files) throws IOException {
    long bytes = 0;
    for (var one : files) {
      bytes += ((Resource) one).contentLength();
    }
    return bytes;
  }
}
