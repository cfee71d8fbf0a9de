package dev.reelway.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.QueryPlan;
import dev.reelway.job.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteOutboxTest extends OutboxContract {

  private final Path folder;

  SqliteOutboxTest(@TempDir Path folder) throws IOException {
    super(TestDatabase.sqlite(folder));
    this.folder = folder;
  }

  @Test
  void dueTargetsAreFoundByIndexHoweverManyDeliveriesWait() throws IOException {
    assertThat(QueryPlan.of(folder, DueReceivers.TARGETS, List.of(0)))
        .contains("SEARCH event_delivery USING COVERING INDEX event_delivery_due (target>?)")
        .noneMatch(step -> step.startsWith("SCAN event_delivery"));
  }

  @Test
  void theLongestDueDeliveriesAreFoundByIndex() throws IOException {
    assertThat(QueryPlan.of(folder, DueReceivers.LONGEST_DUE, List.of(0, "t", 0, 4)))
        .contains(
            "SEARCH event_delivery USING INDEX event_delivery_due (target=? AND due<?)",
            "SEARCH p USING INDEX sqlite_autoindex_receiver_pause_1 (target=? AND url=?)")
        .noneMatch(step -> step.startsWith("SCAN event_delivery"));
  }

  @Test
  void theOtherReceiversAreFoundByIndexHoweverManyDeliveriesWait() throws IOException {
    assertThat(QueryPlan.of(folder, DueReceivers.RECEIVERS, List.of("t", "t", "", 9, 0, 0)))
        .contains(
            "SEARCH event_delivery USING COVERING INDEX event_delivery_receiver (target=? AND"
                + " <expr>>?)",
            "SEARCH d USING COVERING INDEX event_delivery_receiver (target=? AND <expr>=? AND"
                + " due<?)")
        .noneMatch(step -> step.startsWith("SCAN event_delivery") || step.startsWith("SCAN d"));
  }

  @Test
  void aClaimReadsOnlyTheDueDeliveriesOfItsReceiver() throws IOException {
    assertThat(QueryPlan.of(folder, Outbox.CLAIM.formatted(""), List.of("t", "u", 0, 1, "me", 0)))
        .contains(
            "SEARCH event_delivery USING INDEX event_delivery_receiver (target=? AND <expr>=? AND"
                + " due<?)")
        .noneMatch(step -> step.startsWith("SCAN event_delivery") || step.contains("TEMP B-TREE"));
  }

  @Test
  void aPortionOfAReceiverThatIsGoneIsFoundByIndex() throws IOException {
    assertThat(
            QueryPlan.of(folder, ReceiverPauses.SWITCH_OFF.formatted(""), List.of("t", "u", "", 9)))
        .contains(
            "SEARCH event_delivery USING INDEX event_delivery_receiver (target=? AND <expr>=? AND"
                + " due>?)")
        .noneMatch(step -> step.startsWith("SCAN event_delivery"));
  }

  @Test
  void whatAPauseHoldsBackIsFoundByIndex() throws IOException {
    assertThat(QueryPlan.of(folder, LicenceDeliveries.HELD_BACK, List.of("t", "u", "licence")))
        .containsExactly(
            "SEARCH event_delivery USING INDEX event_delivery_receiver (target=? AND <expr>=? AND"
                + " due>?)");
  }

  @Test
  void theWebhookEndpointsOfALicenceAreFoundByIndex() throws IOException {
    assertThat(QueryPlan.of(folder, WebhookEndpointRows.OF_LICENCE, List.of("ann")))
        .containsExactly(
            "SEARCH webhook_endpoint USING INDEX webhook_endpoint_licence (licence=?)");
  }

  @Test
  void aPortionOfADeletedWebhookEndpointIsFoundByIndex() throws IOException {
    for (var change : List.of(EndpointDeliveries.END, EndpointDeliveries.MOVE)) {
      boolean moves = change.equals(EndpointDeliveries.MOVE);
      List<Object> values = moves ? List.of("t", "u", "t", "u", "w", 9) : List.of("t", "u", "w", 9);
      assertThat(QueryPlan.of(folder, change.formatted(""), values))
          .contains(
              "SEARCH event_delivery USING INDEX event_delivery_receiver (target=? AND <expr>=? AND"
                  + " due>?)")
          .noneMatch(step -> step.startsWith("SCAN event_delivery"));
    }
  }
}
