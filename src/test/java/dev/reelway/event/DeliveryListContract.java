package dev.reelway.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.database.Database;
import dev.reelway.event.DeliveryList.Query;
import dev.reelway.event.DeliveryList.Row;
import dev.reelway.event.DeliveryList.State;
import dev.reelway.job.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The deliveries that operators are shown, on every database alike. */
abstract class DeliveryListContract {

  private static final String URL = "https://hooks.example/secret";

  private final TestDatabase store;
  private final Database database;
  private final DeliveryList deliveries;

  DeliveryListContract(TestDatabase store) {
    this.store = store;
    this.database = store.database();
    this.deliveries = new DeliveryList(database);
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** Six events: their licences take turns, and so do the states of their deliveries. */
  @BeforeEach
  void insert() {
    for (int n = 0; n < 6; n++) {
      var licence = n % 2 == 0 ? "ann" : "bob";
      insert(
          "insert into event (id, licence, job, type, created_at) values (?, ?, ?, 'video.failed',"
              + " ?)",
          id(n),
          licence,
          "job-" + n,
          n);
      delivery(n, "order", licence, null, n % 3);
      delivery(n, "licence", licence, URL, n % 3);
    }
  }

  private void delivery(int n, String to, String licence, @Nullable String url, int state) {
    insert(
        """
        insert into event_delivery (event, receiver, licence, target, url, state, attempts, due,
          fence, log)
        values (?, ?, ?, 'target', ?, ?, ?, ?, 0, '[{"at":7000,"millis":3,"status":500}]')
        """,
        id(n),
        to,
        licence,
        url,
        List.of("waiting", "delivered", "failed").get(state),
        n,
        state == 0 ? 9_000L : null);
  }

  private void insert(String sql, @Nullable Object... values) {
    database.write(
        db -> {
          var statement = db.sql(sql);
          for (var one : values) {
            statement = statement.param(one);
          }
          return statement.update();
        });
  }

  @Test
  void theNewestComeFirstAndPagesFollowEachOther() {
    var all = new ArrayList<Row>();
    for (String after = null; all.size() < 6; after = all.getLast().event().id()) {
      all.addAll(deliveries.page(new Query(null, null, after, "licence", 4)));
    }

    assertThat(events(all)).containsExactly(id(5), id(4), id(3), id(2), id(1), id(0));
    assertThat(all).allMatch(one -> one.url().equals(URL));
  }

  @Test
  void theyAreFilteredByStateAndLicence() {
    assertThat(events(page(State.PENDING, null))).containsExactly(id(3), id(0));
    assertThat(events(page(State.DELIVERED, null))).containsExactly(id(4), id(1));
    assertThat(events(page(State.GIVEN_UP, null))).containsExactly(id(5), id(2));
    assertThat(events(page(State.GIVEN_UP, "bob"))).containsExactly(id(5));
    assertThat(events(page(null, "ann"))).containsExactly(id(4), id(2), id(0));
  }

  @Test
  void thePagesOfALicenceFollowEachOther() {
    delivery(4, "url", "ann", URL, 0);

    var first = deliveries.page(new Query(null, "ann", null, "", 1)).getFirst();
    var others = deliveries.page(new Query(null, "ann", id(4), first.receiver(), 9));

    assertThat(first.receiver()).isEqualTo("url");
    assertThat(events(others)).containsExactly(id(4), id(2), id(0));
    assertThat(others.getFirst().receiver()).isEqualTo("licence");
  }

  @Test
  void eachSaysWhatBecameOfIt() {
    assertThat(deliveries.of(id(3)))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.state()).isEqualTo(State.PENDING);
              assertThat(one.next()).hasToString("1970-01-01T00:00:09Z");
              assertThat(one.attempts()).isEqualTo(3);
              assertThat(one.last()).isEqualTo(new DeliveryAttempt(7_000, 3, 500, null, null));
            });
    assertThat(deliveries.of("evt_none")).isEmpty();
  }

  private List<Row> page(@Nullable State state, @Nullable String licence) {
    return deliveries.page(new Query(state, licence, null, "", 9));
  }

  private static List<String> events(List<Row> rows) {
    return rows.stream().map(one -> one.event().id()).toList();
  }

  private static String id(int n) {
    return "evt_" + IntStream.range(0, 32).mapToObj(i -> "" + n).reduce("", String::concat);
  }
}
