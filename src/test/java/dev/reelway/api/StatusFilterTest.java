package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reelway.order.OrderRefused;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

/** Every spelling of several statuses, so that no filter is left out. */
class StatusFilterTest {

  private final MockHttpServletRequest call = new MockHttpServletRequest();

  @Test
  void withoutStatusAllAreAskedFor() {
    call.setParameter("status", "");

    assertThat(StatusFilter.of(call)).isEmpty();
  }

  @Test
  void severalAreRepeatedOrSeparatedByCommas() {
    call.setParameter("status", "queued", "failed, completed");

    assertThat(StatusFilter.of(call)).isEqualTo(Set.of("queued", "failed", "completed"));
  }

  @Test
  void severalAreInBrackets() {
    call.setParameter("status[]", "queued", "failed");
    call.setParameter("status[0]", "completed");

    assertThat(StatusFilter.of(call)).isEqualTo(Set.of("queued", "failed", "completed"));
  }

  @Test
  void anUnknownStatusIsRefusedWithThoseThatExist() {
    call.setParameter("status[]", "done");

    assertThatExceptionOfType(OrderRefused.class)
        .isThrownBy(() -> StatusFilter.of(call))
        .withMessage("status must be one or more of queued, in_progress, completed, failed");
  }
}
