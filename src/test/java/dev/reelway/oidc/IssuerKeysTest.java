package dev.reelway.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.SettableClock;
import dev.reelway.contracts.LogCapture;
import dev.reelway.licence.IssuerUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;

/** When the keys of an issuer are read, and what holds while they cannot be. */
@ExtendWith(LogCapture.class)
class IssuerKeysTest {

  private static final KeySet KEYS = KeySet.of(new ObjectMapper().valueToTree(TestTokens.keys()));
  private static final Duration BETWEEN = Duration.ofSeconds(10);

  private final SettableClock clock = new SettableClock();
  private final AtomicInteger reads = new AtomicInteger();
  private volatile boolean away;
  private volatile KeySet offered = KEYS;
  private final IssuerKeys keys = new IssuerKeys("company", this::read, clock);

  private KeySet read() throws IOException {
    reads.incrementAndGet();
    if (away) {
      throw new IOException("The link could not be opened.");
    }
    return new KeySet(offered.keys());
  }

  private int fitting(String id) {
    return keys.fitting(TokenAlgorithm.RS256, id).size();
  }

  @Test
  void theyAreReadOnceAndSameKeysStayTheSame() {
    var first = keys.current();

    assertThat(fitting("rsa")).isEqualTo(1);
    assertThat(fitting("ec")).isZero();
    assertThat(keys.current()).isSameAs(first);
    assertThat(reads).hasValue(1);
  }

  /** A caller who makes up names of keys makes one request in ten seconds. */
  @Test
  void anUnknownKeyIsLookedForAtMostOnceInTenSeconds() {
    for (int second = 0; second < 20; second++) {
      if (second % BETWEEN.toSeconds() == 0) {
        assertThat(fitting("unknown-" + second)).isZero();
      } else {
        assertThatThrownBy(() -> fitting("unknown")).isInstanceOf(IssuerUnavailable.class);
      }
      clock.passes(Duration.ofSeconds(1));
    }

    assertThat(reads).hasValue(2);
  }

  /** The issuer may have begun to use it after the last read. */
  @Test
  void aKeyThatIsNewSinceTheLastReadIsNotRefused() {
    offered = new KeySet(List.of());
    assertThat(fitting("rsa")).isZero();
    offered = KEYS;
    clock.passes(Duration.ofSeconds(9));

    assertThatThrownBy(() -> fitting("rsa"))
        .isInstanceOf(IssuerUnavailable.class)
        .hasMessageStartingWith("The token's key is not one of those that were last read");

    clock.passes(Duration.ofSeconds(1));
    assertThat(fitting("rsa")).isEqualTo(1);
  }

  @Test
  void oldOnesAreReadAgainBesideTheRequests() {
    var first = keys.current();
    clock.passes(Duration.ofMinutes(5));

    assertThat(keys.current()).isSameAs(first);
    await().untilAsserted(() -> assertThat(reads).hasValue(2));
    assertThat(keys.current()).isSameAs(first);
  }

  @Test
  void afterATimeWithoutRequestsTheyAreReadFirst() {
    keys.current();
    offered = new KeySet(List.of());
    clock.passes(Duration.ofMinutes(10));

    assertThat(keys.current()).isEqualTo(offered);
    assertThat(reads).hasValue(2);
  }

  @Test
  void afterTheClockWasSetBackTheyAreReadAgain() {
    keys.current();
    offered = new KeySet(List.of());
    clock.passes(Duration.ofHours(-2));

    assertThat(keys.current()).isEqualTo(offered);
    assertThat(fitting("rsa")).isZero();
    assertThat(reads).hasValue(2);
  }

  @Test
  void afterTheClockWasSetBackAFailedTryIsRepeated() {
    away = true;
    assertThatThrownBy(() -> fitting("rsa")).isInstanceOf(IssuerUnavailable.class);
    away = false;
    clock.passes(Duration.ofHours(-2));

    assertThat(fitting("rsa")).isEqualTo(1);
  }

  @Test
  void oldOnesHoldWhereTheyCannotBeReadFirst() {
    var first = keys.current();
    away = true;
    clock.passes(Duration.ofMinutes(10));

    assertThat(keys.current()).isSameAs(first);
    assertThat(reads).hasValue(2);
    assertThat(keys.current()).isSameAs(first);
    assertThat(reads).hasValue(2);
  }

  @Test
  void knownKeysHoldForADayWhileTheIssuerIsAway(CapturedOutput log) {
    keys.current();
    away = true;
    clock.passes(BETWEEN);

    assertThat(fitting("rsa")).isEqualTo(1);
    assertThatThrownBy(() -> fitting("new")).isInstanceOf(IssuerUnavailable.class);
    clock.passes(Duration.ofDays(1).minus(BETWEEN).minusSeconds(1));
    assertThat(fitting("rsa")).isEqualTo(1);
    clock.passes(Duration.ofSeconds(1));
    assertThatThrownBy(() -> fitting("rsa")).isInstanceOf(IssuerUnavailable.class);

    assertThat(log.getOut().lines())
        .singleElement()
        .asString()
        .contains(
            "WARN", "The keys of issuer company cannot be read: The link could not be opened.");
  }

  @Test
  void withoutKeysNothingIsAcceptedUntilTheyCanBeRead(CapturedOutput log) {
    away = true;
    assertThatThrownBy(() -> fitting("rsa"))
        .isInstanceOf(IssuerUnavailable.class)
        .hasMessage("The keys of the token's issuer cannot be read. Try again later.");
    away = false;
    assertThatThrownBy(() -> fitting("rsa")).isInstanceOf(IssuerUnavailable.class);
    assertThat(reads).hasValue(1);

    clock.passes(BETWEEN);

    assertThat(fitting("rsa")).isEqualTo(1);
    away = true;
    clock.passes(BETWEEN);
    assertThatThrownBy(() -> fitting("new")).isInstanceOf(IssuerUnavailable.class);
    assertThat(log.getOut().lines().filter(line -> line.contains(" WARN "))).hasSize(2);
  }
}
