package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reelway.licence.Licence;
import dev.reelway.licence.LicenceLimits;
import dev.reelway.licence.LicenceLimits.Quota;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;

class RequestLimiterTest {

  private final Time time = new Time();
  private final RequestLimiter limiter = new RequestLimiter(time);

  @Test
  void theAnswerSaysHowManyRequestsAreLeft() {
    assertThat(headers(counted(60))).isEqualTo("60 59 1s null");
    assertThat(headers(counted(60))).isEqualTo("60 58 2s null");
    time.passes(Duration.ofMillis(1500));
    assertThat(headers(counted(60))).isEqualTo("60 58 2s null");
  }

  @Test
  void oneTooManyIsRefusedUntilTheNextIsFree() {
    counted(2);
    counted(2);
    var response = new MockHttpServletResponse();

    var refused =
        catchThrowableOfType(
            RequestRefused.class, () -> limiter.count(licence("anna", 2), response));

    assertThat(refused.error().status()).isEqualTo(429);
    assertThat(refused.error().body().error())
        .isEqualTo(
            new ApiError.Detail(
                "Too many requests: this licence may make 2 requests a minute. Try again after"
                    + " Retry-After.",
                "requests",
                null,
                "rate_limit_exceeded"));
    assertThat(headers(response)).isEqualTo("2 0 1m0s 30");
    time.passes(Duration.ofSeconds(30));
    assertThat(headers(counted(2))).isEqualTo("2 0 1m0s null");
  }

  @Test
  void licencesDoNotShareAndANewLimitCountsAtOnce() {
    counted(1);

    limiter.count(licence("bert", 1), new MockHttpServletResponse());
    time.passes(Duration.ofMinutes(1));
    assertThat(headers(counted(5))).isEqualTo("5 4 12s null");
  }

  /** Or a change of the limit, however small, would give all of it anew. */
  @Test
  void aChangedLimitKeepsWhatIsUsed() {
    for (int n = 0; n < 5; n++) {
      counted(5);
    }

    assertThat(isRefused(10)).isTrue();
    time.passes(Duration.ofSeconds(6));
    assertThat(headers(counted(10))).isEqualTo("10 0 1m0s null");
    assertThat(isRefused(2)).isTrue();
    counted(null);
    assertThat(isRefused(600)).isTrue();
  }

  private boolean isRefused(int perMinute) {
    return catchThrowable(() -> counted(perMinute)) instanceof RequestRefused;
  }

  @Test
  void withoutALimitNothingIsSaid() {
    assertThat(counted(null).getHeaderNames()).isEmpty();
  }

  private MockHttpServletResponse counted(@Nullable Integer perMinute) {
    var response = new MockHttpServletResponse();
    limiter.count(licence("anna", perMinute), response);
    return response;
  }

  private static Licence licence(String name, @Nullable Integer perMinute) {
    return new Licence(
        name, Set.of(), null, new LicenceLimits(perMinute, null, Quota.NONE, Quota.NONE));
  }

  private static String headers(MockHttpServletResponse response) {
    var prefix = "x-ratelimit-";
    return String.join(
        " ",
        response.getHeader(prefix + "limit-requests"),
        response.getHeader(prefix + "remaining-requests"),
        response.getHeader(prefix + "reset-requests"),
        response.getHeader("Retry-After"));
  }

  private static final class Time implements TimeMeter {

    private long now;

    void passes(Duration some) {
      now += some.toNanos();
    }

    @Override
    public long currentTimeNanos() {
      return now;
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
