package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.licence.LicenceRefused;
import dev.reelway.licence.Licences;
import dev.reelway.licence.Licences.Grant;
import dev.reelway.licence.StoredLicencesFixture;
import dev.reelway.sink.Asset;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.coyote.CloseNowException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

/** What becomes of a request whose key ends while it runs. */
class LicensedRequestsTest {

  private static final Asset FILE =
      new Asset("file", "a.mp4", "video/mp4", 4, "ab".repeat(32), null);

  private final StoredLicencesFixture ledger = new StoredLicencesFixture();
  private final Licences licences = ledger.licences();
  private final List<HttpServletRequest> cut = new ArrayList<>();
  private final AtomicLong time = new AtomicLong(1);
  private final LicensedRequests requests = new LicensedRequests(licences, cut::add, time::get);
  private final MockHttpServletRequest call = new MockHttpServletRequest();

  @AfterEach
  void close() {
    ledger.close();
  }

  @Test
  void aRevokedLicenceEndsItsRequestsAndNoOthers() {
    var other = new MockHttpServletRequest();
    requests.enter(ledger.create("studio"), call);
    requests.enter(ledger.create("other"), other);
    assertThatCode(() -> LicensedRequests.requireValid(call)).doesNotThrowAnyException();

    ledger.revoke("studio");

    assertThatThrownBy(() -> LicensedRequests.requireValid(call))
        .isInstanceOf(LicenceRefused.class)
        .hasMessage("This licence was revoked. Ask the operator for another one.");
    assertThat(LicensedRequests.refusal(other)).isNotDone();
  }

  /** Between the look-up of its key and its entry. */
  @Test
  void aRequestWhoseKeyEndsBeforeItEntersEndsToo() {
    Grant grant = ledger.create("studio");
    ledger.revoke("studio");

    requests.enter(grant, call);

    assertThat(LicensedRequests.refusal(call)).isDone();
  }

  @Test
  void aRequestThatIsOverIsForgotten() {
    requests.enter(ledger.create("studio"), call);
    RequestCleanup.close(call);

    ledger.revoke("studio");

    assertThat(LicensedRequests.refusal(call)).isNotDone();
  }

  /** Its caller may neither read nor send, so that it would wait for long. */
  @Test
  void aRequestThatDoesNotEndByItselfLosesItsConnection() {
    var ending = new MockHttpServletRequest();
    requests.enter(ledger.create("studio"), call);
    requests.enter(ledger.create("other"), ending);
    ledger.revoke("studio");
    ledger.revoke("other");
    RequestCleanup.close(ending);
    assertThat(cut).isEmpty();

    time.addAndGet(TimeUnit.MILLISECONDS.toNanos(500));
    ledger.create("next"); // licences are looked at again

    assertThat(cut).containsExactly(call);
  }

  @Test
  void aDownloadIsCutOff() throws IOException {
    requests.enter(ledger.create("studio"), call);
    var bytes = new ByteArrayInputStream(new byte[4]);
    try (var sent = new SentStream(bytes, FILE, LicensedRequests.refusal(call))) {
      assertThat(sent.read()).isZero();

      ledger.revoke("studio");

      assertThatThrownBy(sent::read).isInstanceOf(CloseNowException.class);
    }
  }
}
