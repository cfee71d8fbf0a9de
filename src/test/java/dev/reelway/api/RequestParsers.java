package dev.reelway.api;

import dev.reelway.order.Parameters;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Part;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import org.apache.catalina.core.ApplicationPart;
import org.apache.tomcat.util.http.fileupload.FileUpload;
import org.apache.tomcat.util.http.fileupload.FileUploadException;
import org.apache.tomcat.util.http.fileupload.UploadContext;
import org.apache.tomcat.util.http.fileupload.disk.DiskFileItemFactory;
import org.springframework.mock.web.MockHttpServletRequest;

/** Reads bodies of requests as the service does, without a server. */
public final class RequestParsers {

  private static final int LARGEST = 1 << 20;

  private final RequestReader reader;
  private final File folder;

  /**
   * @param folder where long values and files are stored until the request ends
   */
  public RequestParsers(Path folder) {
    this.reader = new RequestReader(LARGEST, folder);
    this.folder = folder.toFile();
  }

  /** A JSON body of a known length. */
  public Parameters json(byte[] body) throws IOException {
    return read(call(new MockHttpServletRequest(), "application/json", body));
  }

  /** A JSON body in chunks. */
  public Parameters chunkedJson(byte[] body) throws IOException {
    var call =
        new MockHttpServletRequest() {
          @Override
          public long getContentLengthLong() {
            return -1;
          }
        };
    return read(call(call, "application/json", body));
  }

  /** A form; the same text is the query too. */
  public Parameters form(byte[] body) throws IOException {
    var call = call(new MockHttpServletRequest(), "application/x-www-form-urlencoded", body);
    call.setQueryString(new String(body, StandardCharsets.ISO_8859_1));
    return read(call);
  }

  /** A form of parts, between lines {@code --x}. */
  public Parameters multipart(byte[] body) throws IOException {
    var call =
        new MockHttpServletRequest() {
          @Override
          public Collection<Part> getParts() throws IOException, ServletException {
            return parts(body);
          }
        };
    return read(call(call, "multipart/form-data; boundary=x", body));
  }

  private Parameters read(MockHttpServletRequest call) throws IOException {
    try {
      return reader.read(call);
    } finally {
      RequestCleanup.close(call);
    }
  }

  private static MockHttpServletRequest call(
      MockHttpServletRequest call, String type, byte[] body) {
    call.setMethod("POST");
    call.setContentType(type);
    call.setContent(body);
    return call;
  }

  /** As Tomcat takes a form apart. */
  private Collection<Part> parts(byte[] body) throws IOException, ServletException {
    var upload = new FileUpload();
    upload.setFileItemFactory(new DiskFileItemFactory(LARGEST, folder));
    upload.setFileCountMax(100);
    upload.setPartHeaderSizeMax(1000);
    upload.setSizeMax(LARGEST);
    upload.setFileSizeMax(LARGEST);
    try {
      var parts = new ArrayList<Part>();
      for (var item : upload.parseRequest(new Form(body))) {
        parts.add(new ApplicationPart(item, folder));
      }
      return parts;
    } catch (FileUploadException broken) {
      throw new ServletException(broken);
    }
  }

  /** What Tomcat asks of a request. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Form(byte[] body) implements UploadContext {

    @Override
    public String getCharacterEncoding() {
      return "UTF-8";
    }

    @Override
    public String getContentType() {
      return "multipart/form-data; boundary=x";
    }

    @Override
    public long contentLength() {
      return body.length;
    }

    @Override
    public InputStream getInputStream() {
      return new ByteArrayInputStream(body);
    }
  }
}
