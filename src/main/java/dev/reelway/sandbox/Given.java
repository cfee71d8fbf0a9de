package dev.reelway.sandbox;

import dev.reelway.api.CallReader;
import dev.reelway.order.Wishes;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.tomcat.util.http.fileupload.FileUploadException;
import org.springframework.core.io.InputStreamSource;

/**
 * The parameters of a request and the images that it starts from, at most 16. In a form, images are
 * recognised by their field name, as some clients send files without a file name.
 */
record Given(Wishes wishes, List<InputStreamSource> pictures) {

  private static final int MAX_FIELD = 1 << 20;
  private static final int MAX_IMAGES = 16;
  private static final Set<String> IMAGES =
      Set.of("image", "image[]", "input_reference", "input_reference[]");

  static Given in(HttpServletRequest call, CallReader reader) throws IOException {
    var type = String.valueOf(call.getContentType()).toLowerCase(Locale.ROOT);
    if (!type.startsWith("multipart/form-data")) {
      return new Given(reader.read(call), List.of());
    }
    try {
      var form = form(call);
      return new Given(form.wishes().and(reader.query(call)), form.pictures());
    } catch (ServletException | IllegalStateException | FileUploadException broken) {
      throw invalid("The form is malformed, incomplete or too large.");
    }
  }

  private static Given form(HttpServletRequest call) throws IOException, ServletException {
    var fields = new ArrayList<Map.Entry<String, String>>();
    var pictures = new ArrayList<InputStreamSource>();
    for (var part : call.getParts()) {
      if (IMAGES.contains(part.getName())) {
        pictures.add(part::getInputStream);
      } else if (part.getSubmittedFileName() == null) {
        fields.add(Map.entry(part.getName(), text(part)));
      }
    }
    return new Given(Wishes.of(fields), pictures);
  }

  private static String text(Part part) throws IOException {
    try (var in = part.getInputStream()) {
      return new String(in.readNBytes(MAX_FIELD), StandardCharsets.UTF_8);
    }
  }

  Given {
    if (pictures.size() > MAX_IMAGES) {
      throw invalid("A request accepts at most 16 images.");
    }
  }

  /** The same request without images. */
  Given wordsOnly() {
    return new Given(wishes, List.of());
  }

  private static SandboxRefused invalid(String sentence) {
    return new SandboxRefused(400, "invalid_value", sentence);
  }
}
