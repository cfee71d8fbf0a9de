package dev.reelway.api;

import dev.reelway.licence.Licence;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the requests of each licence on this node. A licence may make as many at once as it may
 * make a minute; they become free again one by one, evenly. The answer says how many are left, in
 * the headers that OpenAI's API has.
 */
final class RequestLimiter {

  private static final String PREFIX = "x-ratelimit-";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final TimeMeter time;
  private final Map<String, Limit> limits = new ConcurrentHashMap<>();

  RequestLimiter(TimeMeter time) {
    this.time = time;
  }

  private record Limit(int perMinute, Bucket bucket) {}

  /**
   * Counts one request, and sets the headers of its answer.
   *
   * @throws RequestRefused with 429 if it is one too many
   */
  void count(Licence licence, HttpServletResponse response) {
    var perMinute = licence.limits().requestsPerMinute();
    if (perMinute != null) {
      var probe = bucket(licence.name(), perMinute).tryConsumeAndReturnRemaining(1);
      response.setHeader(PREFIX + "limit-requests", String.valueOf(perMinute));
      response.setHeader(PREFIX + "remaining-requests", String.valueOf(probe.getRemainingTokens()));
      response.setHeader(PREFIX + "reset-requests", reset(probe));
      if (!probe.isConsumed()) {
        response.setHeader("Retry-After", String.valueOf(seconds(probe.getNanosToWaitForRefill())));
        throw refusal(perMinute);
      }
    }
  }

  /** Whether a header of an answer says how many requests are left. */
  static boolean isHeader(String name) {
    return name.startsWith(PREFIX);
  }

  private Bucket bucket(String licence, int perMinute) {
    return limits.compute(
            licence,
            (name, before) -> {
              if (before == null) {
                return new Limit(perMinute, bucket(perMinute));
              }
              return before.perMinute == perMinute ? before : changed(before.bucket, perMinute);
            })
        .bucket;
  }

  /** Of the new limit, the same part is used. */
  private static Limit changed(Bucket bucket, int perMinute) {
    var changed = BucketConfiguration.builder().addLimit(bandwidth(perMinute)).build();
    bucket.replaceConfiguration(changed, TokensInheritanceStrategy.PROPORTIONALLY);
    return new Limit(perMinute, bucket);
  }

  private Bucket bucket(int perMinute) {
    return Bucket.builder().addLimit(bandwidth(perMinute)).withCustomTimePrecision(time).build();
  }

  private static Bandwidth bandwidth(int perMinute) {
    return Bandwidth.builder().capacity(perMinute).refillGreedy(perMinute, MINUTE).build();
  }

  /** When no request counts any more, like {@code 450ms}, {@code 12s} or {@code 1m0s}. */
  private static String reset(ConsumptionProbe probe) {
    var left = Duration.ofNanos(probe.getNanosToWaitForReset());
    if (left.compareTo(Duration.ofSeconds(1)) < 0) {
      return left.toMillis() + "ms";
    }
    long seconds = seconds(left.toNanos());
    return seconds < 60 ? seconds + "s" : seconds / 60 + "m" + seconds % 60 + "s";
  }

  /** Whole seconds, rounded up. */
  private static long seconds(long nanos) {
    return Math.max(1, Duration.ofNanos(nanos).plusNanos(999_999_999).toSeconds());
  }

  private static RequestRefused refusal(int perMinute) {
    return new RequestRefused(
        429,
        null,
        ApiError.RATE_LIMIT,
        "Too many requests: this licence may make %d requests a minute. Try again after Retry-After."
            .formatted(perMinute));
  }
}
