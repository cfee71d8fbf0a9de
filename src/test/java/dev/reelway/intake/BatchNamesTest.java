package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchNamesTest {

  private static final DroppedBatch ORDERS =
      new DroppedBatch("b1", "ann", "orders.csv", "orders.csv", Instant.EPOCH);

  private final AtomicInteger lookUps = new AtomicInteger();

  @Test
  void theNextNumberIsTheFirstFreeOne() {
    for (int used = 0; used < 70; used++) {
      assertThat(freeNumber(used(used))).isEqualTo(used + 1);
    }
  }

  @Test
  void aNameAmongManyIsFoundByFewLookUps() {
    int free = freeNumber(used(20_000));

    assertThat(free).isEqualTo(20_001);
    assertThat(lookUps).hasValueLessThan(40);
  }

  @Test
  void aNameThatIsInUseBeyondAGapIsNotGiven() {
    var used = new HashSet<>(used(2));
    used.addAll(List.of("orders-4.csv", "orders-5.csv", "orders-8.csv", "orders-9.csv"));

    while (used.size() < 100) {
      assertThat(used.add(BatchNames.name(ORDERS, freeNumber(used)))).isTrue();
    }
  }

  private int freeNumber(Set<String> used) {
    return new BatchNames(
            name -> {
              lookUps.incrementAndGet();
              return used.contains(name);
            })
        .freeNumber(ORDERS);
  }

  private static Set<String> used(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(n -> BatchNames.name(ORDERS, n))
        .collect(Collectors.toSet());
  }
}
