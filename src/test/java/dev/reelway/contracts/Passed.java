package dev.reelway.contracts;

import java.net.http.HttpHeaders;
import java.util.Locale;

/** One call and its answer, as they went over the wire. */
public record Passed(Call call, Answer answer) {

  /**
   * What somebody asked.
   *
   * @param target path and query as they stand in the request line
   */
  public record Call(String method, String target, HttpHeaders headers, byte[] body) {

    public String path() {
      return target.split("\\?", 2)[0];
    }

    String query() {
      return target.contains("?") ? target.split("\\?", 2)[1] : "";
    }
  }

  /**
   * What was answered.
   *
   * @param whole whether the body came to its end; one that did not is held against nothing
   */
  public record Answer(int status, HttpHeaders headers, byte[] body, boolean whole) {}

  /** A header's media type in lower case and without its parameters; empty where there is none. */
  public static String mediaType(HttpHeaders headers) {
    var type = headers.firstValue("Content-Type").orElse("");
    return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }
}
