package dev.reelway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.apache.hc.client5.http.entity.mime.InputStreamBody;
import org.apache.hc.client5.http.entity.mime.MultipartEntityBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.springframework.core.io.Resource;

/** Builds the forms with files that some dialects send; the files' bytes pass as streams. */
public final class Multipart {

  /** Without a charset, which the boundary needs none of and some parsers stumble over. */
  private static final ContentType PLAIN = ContentType.create("multipart/form-data");

  /** The most common name of each kind of picture, as some upstreams go by names. */
  private static final String NAME = "picture-%d.%s";

  /**
   * A form.
   *
   * @param fields a JSON object: each of its keys is a field, null is none
   * @param name the name of the parts that are files
   * @param pictures the files, as a sink has opened them
   */
  public HttpEntity form(JsonNode fields, String name, List<?> pictures) throws IOException {
    var form = MultipartEntityBuilder.create().setContentType(PLAIN);
    for (var field : fields.properties()) {
      if (!field.getValue().isNull()) {
        var text = field.getValue().asText();
        form.addTextBody(field.getKey(), text, ContentType.TEXT_PLAIN.withCharset("UTF-8"));
      }
    }
    for (int i = 0; i < pictures.size(); i++) {
      form.addPart(name, new Picture((Resource) pictures.get(i), i + 1));
    }
    return form.build();
  }

  private static String extension(Resource file) {
    var name = String.valueOf(file.getFilename());
    return name.substring(name.lastIndexOf('.') + 1);
  }

  static ContentType type(Resource file) {
    return ContentType.create(
        switch (extension(file)) {
          case "jpg" -> "image/jpeg";
          case "webp" -> "image/webp";
          default -> "image/png";
        });
  }

  /** A file of known length, so that the form's length is known too. */
  private static final class Picture extends InputStreamBody {

    private final long length;

    Picture(Resource file, int number) throws IOException {
      super(file.getInputStream(), type(file), NAME.formatted(number, extension(file)));
      this.length = file.contentLength();
    }

    @Override
    public long getContentLength() {
      return length;
    }
  }
}
