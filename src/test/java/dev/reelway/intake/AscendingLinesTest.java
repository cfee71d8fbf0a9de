package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AscendingLinesTest {

  private final List<Integer> reads = new ArrayList<>();
  private final AscendingLines<Integer> even = new AscendingLines<>(this::read, line -> line);

  /** All even lines until 10,000. */
  private List<Integer> read(int after, int limit) {
    reads.add(after);
    return IntStream.rangeClosed(1, 10_000)
        .filter(line -> line > after && line % 2 == 0)
        .limit(limit)
        .boxed()
        .toList();
  }

  @Test
  void whatIsOfALineIsFound() {
    assertThat(IntStream.rangeClosed(1, 10_002).mapToObj(even::at))
        .hasSize(10_002)
        .startsWith(null, 2, null, 4)
        .endsWith(10_000, null, null);
  }

  @Test
  void onlyThePagesWithTheLinesThatAreAskedForAreRead() {
    assertThat(even.at(4_002)).isEqualTo(4_002);
    assertThat(even.at(4_003)).isNull();
    assertThat(even.at(4_100)).isEqualTo(4_100);

    assertThat(reads).containsExactly(4_001);
  }
}
