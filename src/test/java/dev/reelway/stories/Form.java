package dev.reelway.stories;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A multipart form as callers send it. */
public final class Form {

  public static final String TYPE = "multipart/form-data; boundary=xyz";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final String boundary;

  public Form() {
    this("xyz");
  }

  Form(String boundary) {
    this.boundary = boundary;
  }

  public Form field(String name, String value) {
    return part("name=\"%s\"\r\n".formatted(name), value.getBytes(StandardCharsets.UTF_8));
  }

  /** A file; some senders give theirs no name. */
  public Form file(String name, @Nullable String fileName, byte[] content) {
    var named = fileName == null ? "" : "; filename=\"%s\"".formatted(fileName);
    return part(
        "name=\"%s\"%s\r\nContent-Type: application/octet-stream\r\n".formatted(name, named),
        content);
  }

  public BodyPublisher whole() {
    write("--" + boundary + "--\r\n");
    return BodyPublishers.ofByteArray(bytes.toByteArray());
  }

  private Form part(String head, byte[] content) {
    write("--" + boundary + "\r\nContent-Disposition: form-data; " + head + "\r\n");
    bytes.writeBytes(content);
    write("\r\n");
    return this;
  }

  private void write(String text) {
    bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
