package dev.reelway.api;

import dev.reelway.order.OrderRefused;
import dev.reelway.order.UnknownParameter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.DigestUtils;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.util.function.ThrowingSupplier;
import org.springframework.web.context.request.ServletWebRequest;

/**
 * The API's documentation: an OpenAPI description for tools, and a page for people that can send
 * requests. Everything is in the jar; nothing is loaded from elsewhere.
 */
public final class ApiDocs {

  private static final String RESOURCES = "classpath:api/";
  private static final String SWAGGER = "classpath*:META-INF/resources/webjars/swagger-ui/*/";
  private static final String SCRIPT = "text/javascript;charset=UTF-8";
  private static final String STYLE = "text/css;charset=UTF-8";

  /** The placeholder for the server's URL in the description; it appears only once. */
  private static final String SERVER = "url: BASE";

  /** Scripts, styles and requests stay on this server; images may also come from responses. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
          + " media-src blob:; font-src 'self'; connect-src 'self'; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

  private static final Map<String, String> HEADERS = Map.of("Content-Security-Policy", POLICY);

  private final RequestReader reader;
  private final Sheet description;
  private final Supplier<Sheet> jsonDescription;
  private final Sheet page;
  private final Supplier<Map<String, Sheet>> files;

  /** What is sent, and its entity tag. */
  record Sheet(String type, byte[] bytes, String etag) {

    Sheet(String type, byte[] bytes) {
      this(type, bytes, "\"" + DigestUtils.md5DigestAsHex(bytes) + "\"");
    }
  }

  /**
   * @param root the base in front of {@code /v1/…}: a URL, or a path on this server
   */
  ApiDocs(RequestReader reader, String root) throws IOException {
    this.reader = reader;
    var described = described(root);
    this.description = yaml(described);
    this.jsonDescription = SingletonSupplier.of(() -> yaml(JsonBodies.of(described)));
    this.page = new Sheet("text/html;charset=UTF-8", bytes(RESOURCES + "docs/index.html"));
    this.files = SingletonSupplier.of(ThrowingSupplier.of(ApiDocs::readFiles));
  }

  private static Map<String, Sheet> readFiles() throws IOException {
    return Map.of(
        "reelway.css", new Sheet(STYLE, bytes(RESOURCES + "docs/reelway.css")),
        "reelway.js", new Sheet(SCRIPT, bytes(RESOURCES + "docs/reelway.js")),
        "reelway.svg", new Sheet("image/svg+xml", bytes("classpath:page/reelway.svg")),
        "swagger-ui.css", new Sheet(STYLE, bytes(SWAGGER + "swagger-ui.css")),
        "swagger-ui-bundle.js", new Sheet(SCRIPT, bytes(SWAGGER + "swagger-ui-bundle.js")));
  }

  /** Sends the OpenAPI description as YAML; with {@code bodies=json} that without forms. */
  public void description(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest, Exchange exchange)
      throws IOException {
    var query = reader.query(opaqueRequest.request());
    UnknownParameter.check(query, List.of("bodies"));
    var bodies = query.text("bodies");
    if (bodies != null && !bodies.equals("json")) {
      throw new OrderRefused("bodies", "bodies must be json, or absent");
    }
    send(exchange, bodies == null ? description : jsonDescription.get(), HEADERS);
  }

  /** Sends the HTML page. */
  public void page(Exchange exchange) throws IOException {
    send(exchange, page, HEADERS);
  }

  /** Sends a file that the page refers to; any other name is refused with 404. */
  public void file(Exchange exchange, @Header("file") String name) throws IOException {
    var file = files.get().get(name);
    if (file == null) {
      throw new RequestRefused(
          404, "file", "unknown_url", "The documentation page has no such file.");
    }
    send(exchange, file, HEADERS);
  }

  static void send(Exchange exchange, Sheet sheet, Map<String, String> headers) throws IOException {
    var message = exchange.getMessage();
    var opaqueRequest = message.getHeader("CamelHttpServletRequest", OpaqueRequest.class);
    var response = message.getHeader("CamelHttpServletResponse", HttpServletResponse.class);
    response.setHeader("Cache-Control", "no-cache");
    headers.forEach(response::setHeader);
    try {
      write(opaqueRequest.request(), response, sheet);
    } catch (IOException left) {
      AssetSender.fail(opaqueRequest.request(), response, left);
    }
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, response.getStatus());
    message.setBody(null);
  }

  private static void write(HttpServletRequest call, HttpServletResponse response, Sheet sheet)
      throws IOException {
    if (!new ServletWebRequest(call, response).checkNotModified(sheet.etag())) {
      CallerConnection.prepareForFile(call, response, sheet.bytes().length);
      response.setContentType(sheet.type());
      response.setContentLength(sheet.bytes().length);
      response.getOutputStream().write(sheet.bytes());
    }
    response.flushBuffer();
  }

  private static Sheet yaml(String text) {
    return new Sheet("application/yaml", text.getBytes(StandardCharsets.UTF_8));
  }

  private static String described(String root) throws IOException {
    var text = new String(bytes(RESOURCES + "openapi.yaml"), StandardCharsets.UTF_8);
    var server = root.isEmpty() ? "/" : root;
    return text.replace(SERVER, "url: " + JsonBody.text(server));
  }

  static byte[] bytes(String location) throws IOException {
    for (Resource file : new PathMatchingResourcePatternResolver().getResources(location)) {
      return file.getContentAsByteArray();
    }
    throw new FileNotFoundException(location);
  }
}
