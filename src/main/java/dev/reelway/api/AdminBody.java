package dev.reelway.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Locale;

/** Reads the bodies of calls under {@code /admin}: small JSON, in which null means something. */
final class AdminBody {

  private static final int LARGEST = 64 << 10;

  private AdminBody() {}

  /**
   * The body; another type than JSON, and more than 64 KB, is refused with {@link RequestRefused}.
   */
  static ObjectNode read(HttpServletRequest call) throws IOException {
    var type = String.valueOf(call.getContentType()).split(";", 2)[0].strip();
    if (!type.toLowerCase(Locale.ROOT).equals("application/json")) {
      throw new RequestRefused(
          415, null, "unsupported_media_type", "Content-Type must be application/json.");
    }
    var body = call.getInputStream().readNBytes(LARGEST + 1);
    if (body.length > LARGEST) {
      throw RequestRefused.tooLarge(LARGEST);
    }
    return JsonBody.object(body);
  }

  /** The same of a call that needs no body; one without a length is no empty one. */
  static ObjectNode readIfSent(HttpServletRequest call) throws IOException {
    boolean isEmpty =
        call.getContentType() == null
            && call.getContentLengthLong() <= 0
            && call.getInputStream().read() < 0;
    return isEmpty ? JsonNodeFactory.instance.objectNode() : read(call);
  }
}
