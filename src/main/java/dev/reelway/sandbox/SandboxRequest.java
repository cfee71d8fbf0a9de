package dev.reelway.sandbox;

import dev.reelway.api.RequestReader;
import dev.reelway.order.OrderParameter;
import dev.reelway.order.Parameters;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.tomcat.util.http.fileupload.FileUploadException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamSource;

/**
 * The parameters of a request and the images that it starts from, at most 16. In a form, images are
 * recognised by their field name, as some clients send files without a file name.
 *
 * @param mask the mask of the first image, or null
 */
record SandboxRequest(
    Parameters parameters, List<InputStreamSource> images, @Nullable InputStreamSource mask) {

  private static final int MAX_FIELD = 1 << 20;
  private static final int MAX_IMAGES = 16;

  static SandboxRequest in(HttpServletRequest call, RequestReader reader) throws IOException {
    var type = String.valueOf(call.getContentType()).toLowerCase(Locale.ROOT);
    if (!type.startsWith("multipart/form-data")) {
      return new SandboxRequest(reader.read(call), List.of(), null);
    }
    try {
      var form = form(call);
      return new SandboxRequest(
          form.parameters().merge(reader.query(call)), form.images(), form.mask());
    } catch (ServletException | IllegalStateException | FileUploadException broken) {
      throw invalid("The form is malformed, incomplete or too large.");
    }
  }

  private static SandboxRequest form(HttpServletRequest call) throws IOException, ServletException {
    var fields = new ArrayList<Map.Entry<String, String>>();
    var images = new ArrayList<InputStreamSource>();
    InputStreamSource mask = null;
    for (var part : call.getParts()) {
      if (part.getName().equals("mask")) {
        mask = part::getInputStream;
      } else if (isImage(part.getName())) {
        images.add(part::getInputStream);
      } else if (part.getSubmittedFileName() == null) {
        fields.add(Map.entry(part.getName(), text(part)));
      }
    }
    return new SandboxRequest(Parameters.of(fields), images, mask);
  }

  private static boolean isImage(String name) {
    return OrderParameter.named(name.replace("[]", ""))
        .filter(OrderParameter::isReference)
        .isPresent();
  }

  private static String text(Part part) throws IOException {
    try (var in = part.getInputStream()) {
      return new String(in.readNBytes(MAX_FIELD), StandardCharsets.UTF_8);
    }
  }

  SandboxRequest {
    if (images.size() > MAX_IMAGES) {
      throw invalid("A request accepts at most 16 images.");
    }
  }

  /** The same request without images. */
  SandboxRequest withoutImages() {
    return new SandboxRequest(parameters, List.of(), null);
  }

  private static SandboxRefused invalid(String sentence) {
    return new SandboxRefused(400, "invalid_value", sentence);
  }
}
