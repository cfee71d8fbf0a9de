package dev.reelway.api;

import dev.reelway.wire.PlainText;
import org.apache.tomcat.util.res.StringManager;
import org.jspecify.annotations.Nullable;

/** The errors for requests that the web server refuses before any route runs. */
final class ServerRefusals {

  /** The most of a method or a path that an answer repeats, in UTF-16 units. */
  private static final int LONGEST = 200;

  /** What Tomcat says of a head that does not fit; it has no type of its own. */
  private static final String TOO_LARGE =
      StringManager.getManager("org.apache.coyote.http11")
          .getString("iib.requestheadertoolarge.error");

  private ServerRefusals() {}

  /**
   * The error for what Tomcat could not read. 501 and 505 are for requests, so that nobody should
   * send them again: they become 4xx.
   *
   * @param method as far as it was read, or null
   * @param path as far as it was read, or null
   */
  static ApiError unread(
      int status, @Nullable String method, @Nullable String path, @Nullable Throwable cause) {
    return switch (status) {
      case 400 -> badRequest(path, cause);
      case 501 ->
          "CONNECT".equals(method)
              ? of(405, "CONNECT", "any path")
              : bad(400, "The Transfer-Encoding is not supported. Use chunked or Content-Length.");
      case 505 -> bad(400, "The version of HTTP is not supported. Use HTTP/1.1.");
      default -> of(status, method == null ? "" : method, path);
    };
  }

  private static ApiError badRequest(@Nullable String path, @Nullable Throwable cause) {
    if (cause instanceof IllegalStateException) {
      return bad(431, "The request has too many headers.");
    }
    if (cause != null && TOO_LARGE.equals(cause.getMessage())) {
      return path == null || path.isEmpty()
          ? bad(414, "The URL of the request is too long.")
          : bad(431, "The headers of the request are too large.");
    }
    return path == null || path.isEmpty() || path.contains("%")
        ? of(400, "", null)
        : bad(
            400,
            "The request is not valid HTTP: its headers or the framing of its body are wrong.");
  }

  /** The error for a status that the web server chose before any route ran. */
  static ApiError of(int status, String method, @Nullable String path) {
    return switch (status) {
      case 400 ->
          bad(
              status,
              "The request is not valid HTTP. Percent-encode spaces and quotation marks in the"
                  + " URL.");
      case 404 -> ApiError.of(status, null, "unknown_url", unknownUrl(method, path));
      case 405 ->
          ApiError.of(
              status,
              null,
              "method_not_allowed",
              "Method %s is not allowed for %s."
                  .formatted(bounded(method), path == null ? "that path" : bounded(path)));
      case 413 -> ApiError.of(status, null, "too_large", "The request is too large.");
      case 415 ->
          ApiError.of(status, null, "unsupported_media_type", RequestRefused.SUPPORTED_MEDIA_TYPES);
      case 417 -> bad(status, "The only expectation that is supported is 100-continue.");
      case 503 -> ApiError.of(status, null, "not_ready", "The service is starting or stopping.");
      default ->
          status < 500
              ? bad(status, "The request is invalid.")
              : ApiError.of(status, null, "internal_error", "An internal error occurred.");
    };
  }

  /**
   * The error for an unknown URL that would be one of the API with its base path in front.
   *
   * @param basePath what stands in front of {@code /v1}
   */
  static ApiError outsideApi(String method, String path, String basePath) {
    return ApiError.of(
        404,
        null,
        "unknown_url",
        "%s. The API is at %s/v1.".formatted(unknownUrl(method, path), basePath));
  }

  private static String unknownUrl(String method, @Nullable String path) {
    return path == null
        ? "Unknown URL."
        : "Unknown URL: %s %s".formatted(bounded(method), bounded(path));
  }

  private static ApiError bad(int status, String sentence) {
    return ApiError.of(status, null, "bad_request", sentence);
  }

  private static String bounded(String text) {
    return PlainText.of(text, LONGEST);
  }
}
