package dev.reelway.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.DigestUtils;
import org.springframework.web.context.request.ServletWebRequest;

/**
 * The API described, for tools as OpenAPI and for people as a page that makes calls. All of it lies
 * in the jar; nothing is loaded from elsewhere.
 */
public final class Docs {

  private static final String OURS = "classpath:api/";
  private static final String SWAGGER = "classpath*:META-INF/resources/webjars/swagger-ui/*/";
  private static final String SCRIPT = "text/javascript;charset=UTF-8";
  private static final String STYLE = "text/css;charset=UTF-8";

  /** Where the description names its server; its own text has no need of the word elsewhere. */
  private static final String SERVER = "url: BASE";

  /** Scripts, styles and calls are our own; pictures may also be what a call answered. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
          + " media-src blob:; font-src 'self'; connect-src 'self'; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

  private final Sheet description;
  private final Sheet page;
  private final Map<String, Sheet> files;

  private record Sheet(String type, byte[] bytes, String etag) {

    Sheet(String type, byte[] bytes) {
      this(type, bytes, "\"" + DigestUtils.md5DigestAsHex(bytes) + "\"");
    }
  }

  /**
   * @param root where the API begins, before {@code /v1/…}: a URL, or a path of this server
   */
  Docs(String root) throws IOException {
    this.description = new Sheet("application/yaml", described(root));
    this.page = new Sheet("text/html;charset=UTF-8", bytes(OURS + "docs/index.html"));
    this.files =
        Map.of(
            "reelway.css", new Sheet(STYLE, bytes(OURS + "docs/reelway.css")),
            "reelway.js", new Sheet(SCRIPT, bytes(OURS + "docs/reelway.js")),
            "reelway.svg", new Sheet("image/svg+xml", bytes(OURS + "docs/reelway.svg")),
            "swagger-ui.css", new Sheet(STYLE, bytes(SWAGGER + "swagger-ui.css")),
            "swagger-ui-bundle.js", new Sheet(SCRIPT, bytes(SWAGGER + "swagger-ui-bundle.js")));
  }

  /** Sends the description in YAML. */
  public void description(Exchange exchange) throws IOException {
    send(exchange, description);
  }

  /** Sends the page. */
  public void page(Exchange exchange) throws IOException {
    send(exchange, page);
  }

  /** Sends a file that the page names. */
  public void file(Exchange exchange, @Header("file") String name) throws IOException {
    var file = files.get(name);
    if (file == null) {
      throw new CallRefused(404, "file", "unknown_url", "The page has no file of that name.");
    }
    send(exchange, file);
  }

  private static void send(Exchange exchange, Sheet sheet) throws IOException {
    var message = exchange.getMessage();
    var sealed = message.getHeader("CamelHttpServletRequest", Sealed.class);
    var response = message.getHeader("CamelHttpServletResponse", HttpServletResponse.class);
    response.setHeader("Cache-Control", "no-cache");
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    if (!new ServletWebRequest(sealed.call(), response).checkNotModified(sheet.etag())) {
      response.setContentType(sheet.type());
      response.setContentLength(sheet.bytes().length);
      response.getOutputStream().write(sheet.bytes());
    }
    response.flushBuffer();
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, response.getStatus());
    message.setBody(null);
  }

  private static byte[] described(String root) throws IOException {
    var text = new String(bytes(OURS + "openapi.yaml"), StandardCharsets.UTF_8);
    var server = root.isEmpty() ? "/" : root;
    return text.replace(SERVER, "url: " + Json.text(server)).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String place) throws IOException {
    for (Resource file : new PathMatchingResourcePatternResolver().getResources(place)) {
      return file.getContentAsByteArray();
    }
    throw new FileNotFoundException(place);
  }
}
