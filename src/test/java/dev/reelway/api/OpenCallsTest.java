package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reelway.licence.Licence;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

/** How many requests may be open at once. */
class OpenCallsTest {

  private static final Licence ONE = new Licence("one", Set.of());
  private static final Licence OTHER = new Licence("other", Set.of());

  @Test
  void oneTooManyIsRefusedUntilAnotherHasEnded() {
    var openCalls = new OpenCalls(2, 100);
    var first = enter(openCalls, ONE);
    enter(openCalls, ONE);

    assertThat(refused(openCalls, ONE)).isEqualTo(429);
    enter(openCalls, OTHER);

    RequestCleanup.close(first);
    enter(openCalls, ONE);
    assertThat(refused(openCalls, ONE)).isEqualTo(429);
  }

  @Test
  void aLicenceLeavesAQuarterToOthersAndAllTogetherFitTheHeap() {
    var openCalls = new OpenCalls(1_000, OpenCalls.room(8 * 224 << 10));
    IntStream.range(0, 6).forEach(i -> enter(openCalls, ONE));

    assertThat(refused(openCalls, ONE)).isEqualTo(429);
    enter(openCalls, OTHER);
    enter(openCalls, null);
    assertThat(refused(openCalls, OTHER)).isEqualTo(503);
    assertThat(refused(openCalls, null)).isEqualTo(503);
  }

  private static MockHttpServletRequest enter(OpenCalls openCalls, @Nullable Licence licence) {
    var request = new MockHttpServletRequest();
    openCalls.enter(licence, request);
    return request;
  }

  /** The status of the refusal; like every request, a refused one ends. */
  private static int refused(OpenCalls openCalls, @Nullable Licence licence) {
    var request = new MockHttpServletRequest();
    var refused =
        catchThrowableOfType(RequestRefused.class, () -> openCalls.enter(licence, request));
    RequestCleanup.close(request);
    return refused.error().status();
  }
}
