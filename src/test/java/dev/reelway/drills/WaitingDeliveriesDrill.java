package dev.reelway.drills;

import dev.reelway.event.DeliveryCosts;
import dev.reelway.job.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * What the outbox's calls cost with a thousand, a hundred thousand and a million deliveries that
 * wait for a paused URL, beside some for a healthy one of the same host. It prints the times of
 * both databases side by side and takes some minutes. With {@code -Ddrop=event_delivery_receiver}
 * it must fail.
 */
@ResourceLock(TestDatabase.POSTGRES)
class WaitingDeliveriesDrill {

  private static final Instant NOW = Instant.parse("2026-11-03T10:15:30Z");
  private static final List<Integer> SIZES = List.of(1_000, 100_000, 1_000_000);
  private static final String DROP = System.getProperty("drop", "");

  private final Costs costs = new Costs();

  @Test
  void noCostGrowsWithWhatWaits(@TempDir Path folder) throws IOException {
    rounds(folder, SIZES.subList(0, 1));
    costs.clear(); // It has warmed up the virtual machine.
    rounds(folder, SIZES);
    costs.print("so many deliveries for a paused URL", SIZES);
    costs.assertConstant();
  }

  private void rounds(Path folder, List<Integer> sizes) throws IOException {
    for (int size : sizes) {
      try (var store = TestDatabase.sqlite(Files.createTempDirectory(folder, "sqlite-"))) {
        measure("SQLite", store, size);
      }
      try (var store = TestDatabase.postgres()) {
        measure("PostgreSQL", store, size);
      }
    }
  }

  private void measure(String name, TestDatabase store, int size) {
    var deliveries = new DeliveryCosts(store.database(), size, NOW);
    if (!DROP.isEmpty()) {
      store.database().write(db -> db.sql("drop index " + DROP).update());
    }
    if (store.database().shared()) {
      store.database().reader().sql("vacuum analyze").update();
    }
    costs.measure(name, "tick", size, () -> run(deliveries::tick));
    costs.measure(name, "failed attempt", size, () -> run(deliveries::failedAttempt));
    costs.measure(name, "410 Gone", size, deliveries::gone);
  }

  private static Object run(Runnable call) {
    call.run();
    return "";
  }
}
