package dev.reelway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.order.Capabilities;
import dev.reelway.order.CapabilitiesBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpstreamsTest {

  private static final Target SHORT = new Target("a", "key", "short");
  private static final Target LONG = new Target("a", "key", "long");

  @Test
  void aModelHasTheUsualLengthOrElseTheNearestOfItsFirstTarget() {
    var models =
        Map.of(
            "free", List.of(new Target("a", "key", "free")),
            "short", List.of(SHORT, new Target("a", "key", "none")),
            "both", List.of(SHORT, LONG),
            "long", List.of(LONG));
    var upstreams =
        new Upstreams(
            List.of(),
            models,
            Map.of(
                SHORT.upstreamModel(),
                making(5, 9),
                LONG.upstreamModel(),
                making(12, 20),
                new UpstreamModel("a", "none"),
                making(4)),
            Map.of());

    assertThat(upstreams.lengths(10))
        .isEqualTo(Map.of("free", 10, "short", 9, "both", 9, "long", 12));
    assertThat(upstreams.lengths(12)).containsEntry("both", 12);
  }

  private static Capabilities making(Integer... seconds) {
    return CapabilitiesBuilder.any().seconds(List.of(seconds)).build();
  }
}
