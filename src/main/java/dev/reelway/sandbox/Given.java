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
 * What a call brings: its parameters, and the pictures that it starts from. In a form, what is a
 * picture is told by its name: some senders give their files no file name.
 */
record Given(Wishes wishes, List<InputStreamSource> pictures) {

  private static final int LONGEST_FIELD = 1 << 20;
  private static final int MOST_PICTURES = 16;
  private static final Set<String> PICTURES =
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
      throw invalid("The form is malformed, cut short or too large.");
    }
  }

  private static Given form(HttpServletRequest call) throws IOException, ServletException {
    var fields = new ArrayList<Map.Entry<String, String>>();
    var pictures = new ArrayList<InputStreamSource>();
    for (var part : call.getParts()) {
      if (PICTURES.contains(part.getName())) {
        pictures.add(part::getInputStream);
      } else if (part.getSubmittedFileName() == null) {
        fields.add(Map.entry(part.getName(), text(part)));
      }
    }
    return new Given(Wishes.of(fields), pictures);
  }

  private static String text(Part part) throws IOException {
    try (var in = part.getInputStream()) {
      return new String(in.readNBytes(LONGEST_FIELD), StandardCharsets.UTF_8);
    }
  }

  Given {
    if (pictures.size() > MOST_PICTURES) {
      throw invalid("A call takes 16 pictures at most.");
    }
  }

  /** The same without pictures, for calls that start from none. */
  Given wordsOnly() {
    return new Given(wishes, List.of());
  }

  private static SandboxRefused invalid(String sentence) {
    return new SandboxRefused(400, "invalid_value", sentence);
  }
}
