package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.job.LookupPolicy.LookupSupport;
import dev.reelway.order.VideoOrder;
import dev.reelway.upstream.Target;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a render is looked up whose answer was lost. */
class LookupPolicyTest {

  private static final Instant NOW = Instant.parse("2026-11-03T10:15:30Z");
  private static final Target TARGET = new Target("studio", "key", "m");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LookupPolicy lookupPolicy = new LookupPolicy(Duration.ofMinutes(2));

  @ParameterizedTest
  @ValueSource(ints = {404, 405, 410, 501})
  void twoStatusesSomeSecondsApartShowThatThereIsNoLookUp(int status) {
    assertThat(answered(status, NOW)).isEqualTo(LookupSupport.PERHAPS_NONE);
    assertThat(answered(status, NOW.plusSeconds(1))).isEqualTo(LookupSupport.PERHAPS_NONE);
    assertThat(answered(status, NOW.plusSeconds(3))).isEqualTo(LookupSupport.NONE);
    assertThat(answered(status, NOW.plusSeconds(4))).isEqualTo(LookupSupport.NONE);
  }

  @Test
  void anAccountThatHasListedItsRendersIsAskedForAsLongAsItFails() {
    answered(404, NOW);
    lookupPolicy.answered(TARGET.account());

    assertThat(answered(404, NOW.plusSeconds(5))).isEqualTo(LookupSupport.UNREACHABLE);
    assertThat(answered(404, NOW.plusSeconds(9))).isEqualTo(LookupSupport.UNREACHABLE);
  }

  @Test
  void aLongTimeMakesItTheFirstRefusalAgain() {
    answered(404, NOW);
    assertThat(answered(404, NOW.plusSeconds(500))).isEqualTo(LookupSupport.PERHAPS_NONE);
    assertThat(answered(404, NOW.plusSeconds(503))).isEqualTo(LookupSupport.NONE);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 408, 409, 425, 429, 500, 502, 503, 504})
  void anAnswerOfTheMomentShowsNothing(int status) {
    answered(status, NOW);

    assertThat(answered(status, NOW.plusSeconds(9))).isEqualTo(LookupSupport.UNREACHABLE);
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 400, 403, 422})
  void aRefusalForAsLongAsAnOrderIsLookedUpShowsThatThereIsNoLookUp(int status) {
    assertThat(answered(status, NOW)).isEqualTo(LookupSupport.PERHAPS_NONE);
    assertThat(answered(status, NOW.plusSeconds(60))).isEqualTo(LookupSupport.PERHAPS_NONE);
    assertThat(answered(status, NOW.plusSeconds(119))).isEqualTo(LookupSupport.PERHAPS_NONE);
    assertThat(answered(status, NOW.plusSeconds(120))).isEqualTo(LookupSupport.NONE);
  }

  @Test
  void aPageInsteadOfAListIsARefusalAndALostAnswerIsNot() {
    var page = new IllegalStateException(new JsonParseException(null, "a page"));
    var lost = new IllegalStateException(new SocketTimeoutException());

    assertThat(failed(page, NOW)).isEqualTo(LookupSupport.PERHAPS_NONE);
    assertThat(failed(lost, NOW)).isEqualTo(LookupSupport.UNREACHABLE);
    assertThat(failed(page, NOW.plusSeconds(50))).isEqualTo(LookupSupport.PERHAPS_NONE);
    assertThat(failed(page, NOW.plusSeconds(100))).isEqualTo(LookupSupport.PERHAPS_NONE);
    assertThat(failed(page, NOW.plusSeconds(120))).isEqualTo(LookupSupport.NONE);
  }

  @Test
  void aPageAndAStatusAreNotTwoOfAKind() {
    var page = new IllegalStateException(new JsonParseException(null, "a page"));

    assertThat(failed(page, NOW)).isEqualTo(LookupSupport.PERHAPS_NONE);
    assertThat(answered(404, NOW.plusSeconds(9))).isEqualTo(LookupSupport.PERHAPS_NONE);
    assertThat(failed(page, NOW.plusSeconds(12))).isEqualTo(LookupSupport.PERHAPS_NONE);
    assertThat(answered(404, NOW.plusSeconds(12))).isEqualTo(LookupSupport.NONE);
  }

  @Test
  void whatIsNotListedIsLookedUpUntilItsTimeIsOverAndOnceMoreThen() {
    var lost = submitting().lookupUntil(NOW.plusSeconds(120));

    var next = LookupPolicy.notListed(lost, NOW.plusSeconds(300));

    assertThat(LookupPolicy.continues(lost, NOW.plusSeconds(119))).isTrue();
    assertThat(LookupPolicy.continues(lost, NOW.plusSeconds(120))).isFalse();
    assertThat(next.due()).isEqualTo(NOW.plusSeconds(120));
    assertThat(lookupPolicy.begun(lost, NOW)).isEqualTo(lost);
  }

  @Test
  void whatWasCutOffByTheEndOfItsProcessIsLookedUpForAFewSeconds() {
    var found = lookupPolicy.begun(submitting(), NOW);

    assertThat(LookupPolicy.continues(found, NOW)).isTrue();
    assertThat(LookupPolicy.continues(found, NOW.plusSeconds(10))).isFalse();
  }

  @Test
  void aSearchReadsPagesToTheEndAndAttemptsTheOldestRenderFirst() throws IOException {
    var first = renderLookup().read(page("{\"tasks\": [\"t9\", \"t8\"], \"next\": \"t7\"}"));
    var last = first.read(page("{\"tasks\": [\"t3\", \"../no\"], \"next\": null}"));

    assertThat(first.hasNextPage()).isTrue();
    assertThat(first.after()).isEqualTo("t7");
    assertThat(last.hasNextPage()).isFalse();
    assertThat(last.tasks()).containsExactly("t3", "t8", "t9");
  }

  @Test
  void aSearchEndsWhereAListIsNoPageOrRepeatsItself() throws IOException {
    var one = renderLookup().read(page("{\"tasks\": [], \"next\": \"t7\"}"));

    assertThat(renderLookup().read(page("[\"t1\"]")).hasNextPage()).isFalse();
    assertThat(renderLookup().read(page("[\"t1\"]")).tasks()).containsExactly("t1");
    assertThat(one.read(page("{\"tasks\": [], \"next\": \"t7\"}")).hasNextPage()).isFalse();
  }

  private LookupSupport answered(int status, Instant now) {
    var answer = new HttpOperationFailedException("http://u", status, "", null, Map.of(), "");
    return failed(new IllegalStateException(answer), now);
  }

  private LookupSupport failed(Exception thrown, Instant now) {
    return lookupPolicy.failed(TARGET.account(), thrown, now);
  }

  private static Job submitting() {
    var order = new VideoOrder("m", "m", "a fox", "720x1280", 4, false, false, false, null);
    return Job.accepted(order, "ann", null, NOW, NOW.plusSeconds(1800))
        .submitting(TARGET, order, NOW.plusSeconds(20), NOW.plusSeconds(1800))
        .intended(NOW);
  }

  private static RenderLookup renderLookup() {
    return RenderLookup.of(JSON.createObjectNode());
  }

  private static JsonNode page(String json) throws IOException {
    return JSON.readTree(json);
  }
}
