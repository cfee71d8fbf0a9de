package dev.reelway.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.event.DeliveryList.Query;
import dev.reelway.event.DeliveryList.State;
import dev.reelway.job.QueryPlan;
import dev.reelway.job.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDeliveryListTest extends DeliveryListContract {

  @TempDir Path folder = Path.of("");

  SqliteDeliveryListTest() {
    super(TestDatabase.memory());
  }

  @Test
  void thoseThatAreOnTheirWayOrGivenUpAreFoundPastAllOthers() throws IOException {
    for (var state : List.of(State.PENDING, State.GIVEN_UP)) {
      var params = new ArrayList<Object>();
      var sql = DeliveryList.sql(new Query(state, null, "evt_1", "licence", 21), params);

      assertThat(QueryPlan.of(folder, sql, params))
          .first()
          .asString()
          .startsWith(
              "SEARCH l USING INDEX event_delivery_" + state.name().toLowerCase(Locale.ROOT));
    }
  }

  @Test
  void thoseOfALicenceAreReadInTheirOrderAndOnlyUpToThePagesEnd() throws IOException {
    for (var state : new State[] {null, State.PENDING, State.DELIVERED, State.GIVEN_UP}) {
      var params = new ArrayList<Object>();
      var sql = DeliveryList.sql(new Query(state, "ann", "evt_1", "licence", 21), params);

      assertThat(QueryPlan.of(folder, sql, params))
          .contains("SEARCH e USING INDEX event_licence (licence=? AND id<?)")
          .doesNotContain("USE TEMP B-TREE FOR ORDER BY");
    }
  }
}
