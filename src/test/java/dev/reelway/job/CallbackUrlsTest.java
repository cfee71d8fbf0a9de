package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.JobState.Submitting;
import dev.reelway.order.VideoOrder;
import dev.reelway.upstream.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackUrlsTest {

  private static final Instant NOW = Instant.parse("2026-11-25T05:00:00Z");
  private static final String BASE = "https://videos.example/sora/hooks";
  private static final VideoOrder ORDER =
      new VideoOrder("m", "m", "a fox", "1280x720", 8, false, false, false, null);

  private final CallbackUrls callbackUrls = callbackUrls(1);
  private final Job job = at("studio");
  private final String address = callbackUrls.address(job).orElseThrow();
  private final String seal = address.substring(address.lastIndexOf('/') + 1);

  @Test
  void anAddressIsOfOneJobAndEndsInItsSeal() {
    assertThat(address).matches(BASE + "/" + job.id() + "/[A-Za-z0-9_-]{43}");
    assertThat(callbackUrls.isGenuine(job.id(), seal)).isTrue();
  }

  @Test
  void aJobKeepsItsAddressHoweverOftenItIsSent() {
    assertThat(callbackUrls.address(job)).contains(address);
  }

  @Test
  void anUpstreamWithoutCallbacksGetsNoUrl() {
    assertThat(callbackUrls.address(at("another"))).isEmpty();
    assertThat(callbackUrls.address(queued())).isEmpty();
  }

  @Test
  void theSealOfAnotherJobIsNotGenuine() {
    assertThat(callbackUrls.isGenuine(at("studio").id(), seal)).isFalse();
  }

  @Test
  void theSealOfAnotherSecretIsNotGenuine() {
    assertThat(callbackUrls(2).isGenuine(job.id(), seal)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "ä", "%2e"})
  void aForgedSealIsNotGenuine(String forged) {
    assertThat(callbackUrls.isGenuine(job.id(), forged)).isFalse();
  }

  private static CallbackUrls callbackUrls(int secret) {
    return new CallbackUrls(() -> new byte[] {(byte) secret}, BASE, Set.of("studio"));
  }

  private static Job queued() {
    return Job.accepted(ORDER, "ann", null, NOW, NOW.plus(Duration.ofMinutes(30)));
  }

  private static Job at(String upstream) {
    var job = queued().submitting(new Target(upstream, "key", "m"), ORDER, NOW, NOW);
    assertThat(job.state()).isInstanceOf(Submitting.class);
    return job;
  }
}
