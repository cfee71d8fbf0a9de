package dev.reelway.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The files of the pages for callers and operators: scripts, a style, a font. All of them are in
 * the jar; the pages load nothing from elsewhere.
 */
public final class PageFiles {

  private static final String FOLDER = "classpath:page/";
  private static final String PREACT =
      "classpath:META-INF/resources/_static/htm/%s/preact/standalone.module.js";

  private static final String SCRIPT = "text/javascript;charset=UTF-8";
  private static final Map<String, String> TYPES =
      Map.of(
          "js", SCRIPT,
          "css", "text/css;charset=UTF-8",
          "svg", "image/svg+xml",
          "woff2", "font/woff2",
          "txt", "text/plain;charset=UTF-8");

  private final Map<String, String> headers;
  private final Map<String, ApiDocs.Sheet> files = new HashMap<>();

  /**
   * @param media where images and videos may be loaded from besides this server, as sources of a
   *     Content-Security-Policy; empty for nowhere
   */
  PageFiles(String media) throws IOException {
    this.headers = Map.of("Content-Security-Policy", policy(media), "Vary", "Accept");
    for (var file : new PathMatchingResourcePatternResolver().getResources(FOLDER + "*")) {
      var name = String.valueOf(file.getFilename());
      var type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
      if (type != null) {
        files.put(name, new ApiDocs.Sheet(type, file.getContentAsByteArray()));
      }
    }
    files.put("preact.js", new ApiDocs.Sheet(SCRIPT, ApiDocs.bytes(PREACT.formatted(version()))));
  }

  /** Its jar has no entries for folders, so that a pattern with a star would find nothing. */
  private static String version() throws IOException {
    var maven = new Properties();
    maven.load(
        new ByteArrayInputStream(
            ApiDocs.bytes("classpath:META-INF/maven/org.mvnpm/htm/pom.properties")));
    return maven.getProperty("version");
  }

  /** Nothing inline runs, no text becomes markup, and requests stay on this server. */
  private static String policy(String media) {
    return "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';"
        + " img-src 'self' data: blob:%1$s; media-src 'self' blob:%1$s;".formatted(media)
        + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
        + " require-trusted-types-for 'script'; trusted-types 'none'";
  }

  /** The headers that a page needs, its Content-Security-Policy among them. */
  Map<String, String> headers() {
    return headers;
  }

  /** The text of a page. */
  static String page(String name) throws IOException {
    return new String(ApiDocs.bytes(FOLDER + name), StandardCharsets.UTF_8);
  }

  /** Sends a file that a page refers to; any other name is refused with 404. */
  public void send(Exchange exchange, @Header("file") String name) throws IOException {
    var file = files.get(name);
    if (file == null) {
      throw new RequestRefused(404, "file", "unknown_url", "The page has no such file.");
    }
    ApiDocs.send(exchange, file, headers);
  }
}
