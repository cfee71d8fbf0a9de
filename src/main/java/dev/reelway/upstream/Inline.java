package dev.reelway.upstream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import org.springframework.core.io.Resource;

/** Writes pictures as text, for the dialects that send them within JSON. */
public final class Inline {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The pictures in their order, each as {@code {type, base64}}: its media type, and its bytes in
   * base64 with padding.
   *
   * @param pictures as a sink has opened them
   */
  public ArrayNode pictures(List<?> pictures) throws IOException {
    var all = JSON.createArrayNode();
    for (var one : pictures) {
      var file = (Resource) one;
      all.addObject()
          .put("type", Multipart.type(file).getMimeType())
          .put("base64", Base64.getEncoder().encodeToString(file.getContentAsByteArray()));
    }
    return all;
  }
}
