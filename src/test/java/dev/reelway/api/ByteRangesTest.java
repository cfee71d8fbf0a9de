package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which ranges of a file of 1000 bytes are sent. */
class ByteRangesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-0 | bytes=0-0",
        "bytes=0- | bytes=0-999",
        "BYTES=10-19 | bytes=10-19",
        "bytes=990-5000 | bytes=990-999",
        "bytes=990-99999999999999999999 | bytes=990-999",
        "bytes=-7 | bytes=993-999",
        "bytes=-5000 | bytes=0-999",
        "bytes=0-1, 4-5 | bytes=0-1,4-5",
        "bytes=,0-1,,4-5, | bytes=0-1,4-5",
        "bytes=4-5,0-1 | bytes=4-5,0-1",
        "bytes=0-1,5000- | bytes=0-1",
        "bytes=0-5,3-8 | bytes=0-8",
        "bytes=500-,0-499 | bytes=0-999",
        "bytes=0-,0-,0- | bytes=0-999",
      })
  void whatLiesInTheFileIsSent(String field, String sent) {
    assertThat(ByteRanges.of(field, 1_000)).isEqualTo(sent);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "items=0-5",
        "bytes",
        "bytes=",
        "bytes=,",
        "bytes = 0-1",
        "bytes=a-b",
        "bytes=5-2",
        "bytes=-",
        "bytes=0-1;4-5",
        "bytes=1.5-2",
        "bytes=-1-2",
        "bytes=0-1,x",
        "0-1",
        ""
      })
  void whatIsNoRangeIsIgnored(String field) {
    assertThat(ByteRanges.of(field, 1_000)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bytes=1000-", "bytes=1000-1001,5000-", "bytes=-0", "bytes=99999999999999999999-"})
  void whatLiesBehindTheEndIsRefused(String field) {
    assertThat(ByteRanges.of(field, 1_000)).isEqualTo("bytes=1000-");
  }

  @Test
  void tooManyRangesAreIgnored() {
    var field =
        IntStream.range(0, 51)
            .mapToObj(n -> n * 3 + "-" + n * 3)
            .collect(Collectors.joining(",", "bytes=", ""));

    assertThat(ByteRanges.of(field, 1_000)).isNull();
  }
}
