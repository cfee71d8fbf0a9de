package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageRequestTest {

  private static final String ID = "video_01a2043e440000000000000000000000";

  @Test
  void theDefaultPageIsTheTwentyNewest() {
    assertThat(PageRequest.of(Parameters.NONE)).isEqualTo(new PageRequest(null, false, 20));
  }

  @Test
  void aCallerMayRequestAnyPage() {
    var values =
        Map.of(
            "after", TextNode.valueOf(ID),
            "order", TextNode.valueOf("asc"),
            "limit", TextNode.valueOf("7"));

    assertThat(PageRequest.of(new Parameters(Map.copyOf(values))))
        .isEqualTo(new PageRequest(ID, true, 7));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 99, 100})
  void aPageHoldsUpToAHundred(int limit) {
    assertThat(PageRequest.of(Parameters.of("limit", "" + limit)).limit()).isEqualTo(limit);
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit", "order", "after"})
  void anEmptyParameterIsNotGiven(String name) {
    assertThat(PageRequest.of(Parameters.of(name, ""))).isEqualTo(PageRequest.of(Parameters.NONE));
  }

  @Test
  void aListMayHaveOneOrderOnly() {
    PageRequest.requireOrder(Parameters.NONE, "desc");
    PageRequest.requireOrder(Parameters.of("order", "desc"), "desc");

    var refused =
        catchThrowableOfType(
            OrderRefused.class,
            () -> PageRequest.requireOrder(Parameters.of("order", "asc"), "desc"));

    assertThat(refused).hasMessage("order must be desc, or omitted");
  }

  @ParameterizedTest
  @CsvSource({
    "limit, -1, a whole number from 0 to 100",
    "limit, 101, a whole number from 0 to 100",
    "limit, ten, a whole number from 0 to 100",
    "limit, 99999999999, a whole number from 0 to 100",
    "order, up, asc or desc",
    "order, ASC, asc or desc",
    "after, video_1, an id from this list",
    "after, x' or 1=1--, an id from this list",
    "after, video_g, an id from this list",
  })
  void anythingElseIsRefused(String name, String value, String allowed) {
    var refused =
        catchThrowableOfType(OrderRefused.class, () -> PageRequest.of(Parameters.of(name, value)));

    assertThat(refused.param()).isEqualTo(name);
    assertThat(refused.sentence()).startsWith(name + " must be").contains(allowed);
  }
}
