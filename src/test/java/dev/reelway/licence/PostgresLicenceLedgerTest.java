package dev.reelway.licence;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.reelway.job.TestDatabase;
import dev.reelway.stories.Service;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresLicenceLedgerTest extends LicenceLedgerContract {

  PostgresLicenceLedgerTest() {
    super(TestDatabase.postgres());
  }

  @Test
  void anotherNodeKnowsAChangeSoonWithoutARequest() {
    try (var other = node()) {
      var there = new Licences(new DeclaredLicences(List.of()), other);
      other.afterSingletonsInstantiated();
      var made = create("studio");
      await().atMost(Service.PATIENCE).until(() -> there.named("studio").isPresent());
      var grant = there.grant(List.of(made.key()));

      ledger.revoke("studio", any -> true);

      await()
          .atMost(Service.PATIENCE)
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> grant.requireValid())
                      .isInstanceOf(LicenceRefused.class));
    }
  }
}
