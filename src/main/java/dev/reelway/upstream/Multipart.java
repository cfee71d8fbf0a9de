package dev.reelway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hc.client5.http.entity.mime.InputStreamBody;
import org.apache.hc.client5.http.entity.mime.MultipartEntityBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.springframework.core.io.Resource;

/** Builds multipart forms with files for dialects that send them. The files are streamed. */
public final class Multipart {

  /** Without a charset: the boundary needs none, and some parsers fail on it. */
  private static final ContentType PLAIN = ContentType.create("multipart/form-data");

  /**
   * A file name with the usual extension, as some upstreams go by names. It tells contents apart:
   * some upstreams store files by their names, so that two orders would replace each other's.
   */
  private static final String FILE_NAME = "%s-%d-%s.%s";

  private static final int IDENTIFYING = 32;

  /**
   * A form.
   *
   * @param fields a JSON object: each key becomes a field, except those whose value is null
   * @param name the field name of the files, or one for each of them, separated by commas
   * @param files the images or videos, as {@link Resource}s that a sink has opened
   */
  public HttpEntity form(JsonNode fields, String name, List<?> files) throws IOException {
    var form = MultipartEntityBuilder.create().setContentType(PLAIN);
    for (var field : fields.properties()) {
      if (!field.getValue().isNull()) {
        var text = field.getValue().asText();
        form.addTextBody(field.getKey(), text, ContentType.TEXT_PLAIN.withCharset("UTF-8"));
      }
    }
    var names = name.split(",");
    for (int i = 0; i < files.size(); i++) {
      form.addPart(
          names[Math.min(i, names.length - 1)], new FilePart((Resource) files.get(i), i + 1));
    }
    return form.build();
  }

  /**
   * The same with more files under the same name, such as the source of an edit, which has no other
   * files.
   */
  public HttpEntity form(JsonNode fields, String name, List<?> files, List<?> more)
      throws IOException {
    return form(fields, name, Stream.concat(files.stream(), more.stream()).toList());
  }

  /**
   * The same with a single one of the files, for upstreams that take one file to a request.
   *
   * @param index its place among the files, from 0
   */
  public HttpEntity one(JsonNode fields, String name, List<?> files, int index) throws IOException {
    return form(fields, name, files.subList(index, index + 1));
  }

  private static String extension(Resource file) {
    var name = String.valueOf(file.getFilename());
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** The end of the file's own name, which is the SHA-256 of its content. */
  private static String content(Resource file) {
    var name = String.valueOf(file.getFilename());
    int end = Math.max(name.lastIndexOf('.'), 0);
    return name.substring(Math.max(0, end - IDENTIFYING), end);
  }

  private static String name(Resource file, int number) {
    var kind = type(file).getMimeType().replaceFirst("/.*", "");
    return FILE_NAME.formatted(kind, number, content(file), extension(file));
  }

  static ContentType type(Resource file) {
    return ContentType.create(
        switch (extension(file)) {
          case "jpg" -> "image/jpeg";
          case "webp" -> "image/webp";
          case "mp4" -> "video/mp4";
          case "mov" -> "video/quicktime";
          case "webm" -> "video/webm";
          case "mp3" -> "audio/mpeg";
          case "wav" -> "audio/wav";
          case "m4a" -> "audio/mp4";
          case "aac" -> "audio/aac";
          case "ogg" -> "audio/ogg";
          case "flac" -> "audio/flac";
          default -> "image/png";
        });
  }

  /** A file with a known length, so that the form's length is known too. */
  private static final class FilePart extends InputStreamBody {

    private final long length;

    FilePart(Resource file, int number) throws IOException {
      super(file.getInputStream(), type(file), name(file, number));
      this.length = file.contentLength();
    }

    @Override
    public long getContentLength() {
      return length;
    }
  }
}
