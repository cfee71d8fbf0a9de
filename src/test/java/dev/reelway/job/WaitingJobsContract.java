package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.JobState.Queued;
import dev.reelway.upstream.Target;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How jobs wait for capacity and are called, on every database alike. */
abstract class WaitingJobsContract extends LedgerFixture {

  private static final Instant LATER = NOW.plusSeconds(3_600);

  WaitingJobsContract(TestDatabase store) {
    super(store);
  }

  @Test
  void theJobThatWaitsLongestIsCalledFirst() {
    var jobs = madeInThisOrder(5);
    ledger.waiting().park(claim(ledger, LEASE_END), LINE);

    assertThat(ids(neighbour.waiting().claim(LINE, 2, LEASE_END)))
        .containsExactlyInAnyOrderElementsOf(ids(jobs.subList(0, 2)));
    assertThat(ledger.waiting().claim(new WaitQueue(List.of()), 10, LEASE_END)).isEmpty();
    assertThat(ids(ledger.waiting().claim(LINE, 10, LEASE_END)))
        .containsExactlyInAnyOrderElementsOf(ids(jobs.subList(2, 5)));
    assertThat(ledger.waiting().claim(LINE, 10, LEASE_END)).isEmpty();
  }

  @Test
  void aSingleJobIsCalledWithTheNextPlacesThoughManyOfAnotherLicenceWait() {
    ledger.records().insert(IntStream.range(0, 50).mapToObj(n -> accepted()).toList());
    ledger.waiting().park(claim(50), LINE);
    ledger.waiting().claim(LINE, 1, LEASE_END);
    ledger.waiting().park(List.of(claimed(withLicence(accepted(), "bob"))), LINE);

    var called =
        Stream.generate(() -> ledger.waiting().claim(LINE, 1, LEASE_END).getFirst()).limit(2);

    assertThat(called.map(Job::licence)).containsExactlyInAnyOrder("ann", "bob");
  }

  @Test
  void allLicencesTakeTurnsThoughTheyAreMoreThanThePlaces() {
    var names = Stream.of("a", "b", "c", "d", "e", "f", "g").toList();
    for (var name : names) {
      ledger
          .records()
          .insert(List.of(withLicence(accepted(), name), withLicence(accepted(), name)));
    }
    ledger.waiting().park(claim(14), LINE);

    var rounds =
        Stream.generate(() -> ledger.waiting().claim(LINE, 3, LEASE_END))
            .limit(5)
            .flatMap(called -> called.stream().map(Job::licence))
            .toList();

    assertThat(rounds.subList(0, 7)).containsExactlyInAnyOrderElementsOf(names);
    assertThat(rounds.subList(7, 14)).containsExactlyInAnyOrderElementsOf(names);
    assertThat(rounds).hasSize(14);
  }

  @Test
  void priorityCountsWithinALicence() {
    var low = accepted().withOptions(new DeliveryOptions(null, null, -1));
    var high = accepted().withOptions(new DeliveryOptions(null, null, 7));
    ledger.records().insert(List.of(low, high));
    ledger.waiting().park(claim(2), LINE);

    assertThat(ids(ledger.waiting().claim(LINE, 1, LEASE_END))).containsExactly(high.id());
    assertThat(ids(ledger.waiting().claim(LINE, 1, LEASE_END))).containsExactly(low.id());
  }

  @Test
  void everyWaitQueueIsKnownByOneOfItsJobs() {
    var other = new WaitQueue(List.of(TARGET, new Target("other", "key", "m")));
    var jobs = madeInThisOrder(4);
    var claimed = claim(ledger, LEASE_END);
    var early = ids(jobs.subList(0, 2));
    ledger.waiting().park(claimed.stream().filter(job -> early.contains(job.id())).toList(), LINE);
    ledger
        .waiting()
        .park(claimed.stream().filter(job -> !early.contains(job.id())).toList(), other);

    var found = Map.ofEntries(neighbour.waiting().oneOfEach().toArray(Map.Entry[]::new));

    assertThat(found).containsOnlyKeys(LINE.name(), other.name());
    assertThat(early).contains((String) found.get(LINE.name()));
    assertThat(early).doesNotContain((String) found.get(other.name()));
    ledger.waiting().claim(LINE, 9, LEASE_END);
    ledger.waiting().claim(other, 9, LEASE_END);
    assertThat(neighbour.waiting().oneOfEach()).isEmpty();
  }

  @Test
  void noWaitingJobIsCalledTwiceThoughManyCallAtOnce() throws Exception {
    ledger.records().insert(IntStream.range(0, 60).mapToObj(n -> accepted()).toList());
    ledger.waiting().park(claim(60), LINE);

    var called = Together.run(times(8, n -> node(n).waiting().claim(LINE, 5, LEASE_END)));

    assertThat(called.stream().flatMap(List::stream).map(Job::id)).doesNotHaveDuplicates();
    assertThat(called).allMatch(some -> some.size() <= 5);
  }

  @Test
  void aWaitingJobIsNoDueJobHoweverLongItWaits() {
    var job = claimed(accepted());

    ledger.waiting().park(List.of(job), LINE);

    assertThat(found(job).state()).isEqualTo(new Queued());
    assertThat(claim(ledger, LATER)).isEmpty();
    assertThat(ids(ledger.waiting().claim(LINE, 10, LEASE_END))).containsExactly(job.id());
  }

  @Test
  void aJobWhoseLeaseIsLostIsNotParked() {
    var job = claimed(accepted());
    var anew = claim(neighbour, LEASE_END).getFirst();

    ledger.waiting().park(List.of(job), LINE);

    assertThat(found(job)).isEqualTo(anew);
    assertThat(ledger.waiting().oneOfEach()).isEmpty();
  }

  @Test
  void jobsOfADissolvedWaitQueueAreDueInTheirOrder() {
    var jobs = madeInThisOrder(3);
    ledger.waiting().park(claim(ledger, LEASE_END), LINE);

    assertThat(ledger.waiting().dissolve("another")).isZero();
    assertThat(ledger.waiting().dissolve(LINE.name())).isEqualTo(3);

    assertThat(ledger.waiting().claim(LINE, 10, LEASE_END)).isEmpty();
    for (var job : jobs) {
      assertThat(ids(ledger.queue().claimQueued(1, LEASE_END, LATER))).containsExactly(job.id());
    }
  }
}
