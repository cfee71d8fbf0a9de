package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.JobState.Rendered;
import dev.reelway.net.Downloader;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.KeyTemplate;
import dev.reelway.upstream.RenderTask;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of a render's files its upstream opens by name, and which are only at their links. */
class FetchModeTest {

  private static final Upstream UPSTREAM =
      new Upstream("one", "sora", "https://engine.example", "main", "k", false);

  @Test
  void aVideoIsFetchedByTheNameOfItsRender() {
    assertThat(mode("https://cdn.example/1.mp4", 1)).isEqualTo("upstream");
    assertThat(mode("https://engine.example/1.mp4", 1)).isEqualTo("upstream");
  }

  /** By its name, each would be the first one again. */
  @Test
  void oneOfSeveralVideosOnAnotherHostIsFetchedThere() {
    assertThat(mode("https://cdn.example/2.mp4", 2)).isEqualTo("foreign");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://engine.example/2.mp4",
        "/2.mp4",
        "gs://bucket/2.mp4",
        "inline:2",
        "no link at all"
      })
  void oneOfSeveralVideosThatOnlyTheUpstreamOpensIsFetchedByItsDialect(String link) {
    assertThat(mode(link, 2)).isEqualTo("upstream");
  }

  private static String mode(String link, int files) {
    var terms =
        new AssetDelivery.DeliveryTerms(
            "file", sink -> template(), 1_000_000, false, dialect -> true, dialect -> false);
    try (var downloader = new Downloader(Set.of())) {
      var clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
      return new AssetDelivery(terms, downloader, clock)
          .fetchMode(job(link, files), UPSTREAM, link);
    }
  }

  private static Job job(String link, int files) {
    var order = new VideoOrder("m", "m", "a cat", "128x72", 1, false, false, false, null);
    var job = Job.accepted(order, "anna", null, Instant.EPOCH, Instant.EPOCH.plusSeconds(60));
    var links = Collections.nCopies(files, link);
    var at = new RenderTask(new Target("one", "main", "m"), "task-1");
    return LedgerFixture.moved(job, new Rendered(at, links));
  }

  private static KeyTemplate template() {
    throw new IllegalStateException("nothing is named");
  }
}
