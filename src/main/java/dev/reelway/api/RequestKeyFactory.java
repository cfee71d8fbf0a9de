package dev.reelway.api;

import dev.reelway.idempotency.RequestKey;
import dev.reelway.licence.Licence;
import dev.reelway.order.Parameters;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds what a request is recognised by if it is sent again, from its headers and parameters. */
final class RequestKeyFactory {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.api");

  private static final Pattern KEY = Pattern.compile("[ -~]{1,255}");

  /** OpenAI's SDKs send it with each try, the first one with 0. */
  private static final String RETRIES = "x-stainless-retry-count";

  private static final Pattern COUNT = Pattern.compile("\\d{1,3}");

  private final RequestReader reader;
  private final String base;
  private final Duration rejoinWithin;
  private final Clock clock;

  /**
   * @param base what stands before {@code /v1/…}
   * @param rejoinWithin how long an equal request may join the job of a caller who has left
   */
  RequestKeyFactory(RequestReader reader, String base, Duration rejoinWithin, Clock clock) {
    this.reader = reader;
    this.base = base;
    this.rejoinWithin = rejoinWithin;
    this.clock = clock;
  }

  /**
   * The key of a request; empty if its body cannot be read, which its route refuses.
   *
   * @param path as the routes see it
   * @throws RequestRefused if the key that the caller has chosen is malformed
   */
  Optional<RequestKey> of(HttpServletRequest request, String path, Licence licence) {
    var arrived = clock.instant();
    var chosen = chosen(request);
    return fingerprint(request, path)
        .map(
            fingerprint ->
                chosen.isEmpty()
                    ? RequestKey.keyless(
                        licence.name(),
                        fingerprint,
                        retries(request),
                        arrived,
                        isWaiting(request, path) ? rejoinWithin : Duration.ZERO)
                    : RequestKey.chosen(licence.name(), chosen.getFirst(), fingerprint, arrived));
  }

  /** Callers of the other paths are answered at once. */
  private boolean isWaiting(HttpServletRequest request, String path) {
    return path.equals(base + "/v1/chat/completions")
        || path.startsWith(base + "/v1/images/")
            && ImageRequests.isWaiting(request, reader.known(request));
  }

  /** The parameters are not needed once the object exists: its route has read them. */
  void forgetParameters(HttpServletRequest request) {
    reader.forget(request);
  }

  /** The key that the caller has chosen, or none. */
  static List<String> chosen(HttpServletRequest request) {
    var keys = Collections.list(request.getHeaders(Idempotency.KEY));
    if (keys.size() > 1 || !keys.stream().allMatch(key -> KEY.matcher(key).matches())) {
      throw new RequestRefused(
          400,
          Idempotency.KEY,
          "invalid_value",
          "Idempotency-Key must be sent once, with 1 to 255 printable ASCII characters");
    }
    return keys;
  }

  private static int retries(HttpServletRequest request) {
    var counts = Collections.list(request.getHeaders(RETRIES));
    return counts.size() == 1 && COUNT.matcher(counts.getFirst()).matches()
        ? Integer.parseInt(counts.getFirst())
        : 0;
  }

  private Optional<String> fingerprint(HttpServletRequest request, String path) {
    try {
      return Optional.of(RequestFingerprint.of(path.substring(base.length()), parameters(request)));
    } catch (RequestRefused | IOException unreadable) {
      LOG.debug("The body of a request cannot be read; its route reports it", unreadable);
      return Optional.empty();
    }
  }

  private Parameters parameters(HttpServletRequest request) throws IOException {
    return request.getContentType() == null && request.getContentLengthLong() <= 0
        ? reader.query(request)
        : reader.read(request);
  }
}
