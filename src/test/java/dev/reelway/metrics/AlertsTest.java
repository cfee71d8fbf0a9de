package dev.reelway.metrics;

import dev.reelway.contracts.Command;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The alerts are fired by the metrics of bad hours, and by those of good hours they are not. */
class AlertsTest {

  @Test
  void theAlertsFireWhenTheyShould() throws Exception {
    Assumptions.assumeTrue(Command.isThere("promtool", "--version"), "needs promtool");
    var folder = Path.of("").toAbsolutePath();

    Command.run(folder, Map.of(), "promtool", "check", "rules", "src/deploy/monitoring/alerts.yaml")
        .outputOfSuccess();
    Command.run(
            folder, Map.of(), "promtool", "test", "rules", "src/test/resources/alerts-test.yaml")
        .outputOfSuccess();
  }
}
