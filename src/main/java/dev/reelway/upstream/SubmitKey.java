package dev.reelway.upstream;

import org.apache.hc.core5.http.HttpRequest;

/**
 * What an upstream recognises a repeated order by.
 *
 * @param job the job's id, which dialects send as {@code Idempotency-Key}
 * @param key what is sent in its place: the same with every repetition of a request
 * @param isAdded whether it is sent too where the dialect sends no such header
 */
public record SubmitKey(String job, String key, boolean isAdded) {

  private static final String NAME = "Idempotency-Key";

  void writeTo(HttpRequest request) {
    var given = request.getFirstHeader(NAME);
    if (given == null ? isAdded : job.equals(given.getValue())) {
      request.setHeader(NAME, key);
    }
  }
}
