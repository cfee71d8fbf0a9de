package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobIdTest {

  private static final long NOW = 1_795_348_800_000L;

  @Test
  void aNameIsVideoAnd32HexDigits() {
    assertThat(JobId.next("video", NOW))
        .matches("video_[0-9a-f]{32}")
        .startsWith("video_01a20320a200");
    assertThat(JobId.isJobId(JobId.next("video", NOW))).isTrue();
  }

  @Test
  void namesSortByTheTimeOfTheirMaking() {
    var names =
        LongStream.of(0, 1, 15, 16, NOW, NOW + 1, NOW + 86_400_000L, (1L << 48) - 1)
            .mapToObj(time -> JobId.next("video", time))
            .toList();

    assertThat(names).isSorted();
    assertThat(JobId.LAST_VIDEO).isGreaterThan(names.getLast());
  }

  @Test
  void anyTimeHasAFirstVideo() {
    assertThat(JobId.firstVideoAt(Instant.MIN)).isEqualTo("video_000000000000");
    assertThat(JobId.firstVideoAt(Instant.ofEpochMilli(NOW + 7)))
        .isEqualTo(JobId.next("video", NOW + 7).substring(0, 18));
    assertThat(JobId.firstVideoAt(Instant.MAX)).isEqualTo("video_ffffffffffff");
  }

  @Test
  void noNameIsGivenTwice() {
    var names = new HashSet<String>();
    for (int i = 0; i < 10_000; i++) {
      names.add(JobId.next("video", NOW));
    }

    assertThat(names).hasSize(10_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "video_",
        "edits",
        "video_0195f3",
        "VIDEO_01a2043e440000000000000000000000",
        "video_01A2043E440000000000000000000000",
        "video_01a2043e44000000000000000000000g",
        "video_01a2043e4400000000000000000000001",
        " video_01a2043e440000000000000000000000",
        "video_01a2043e440000000000000000000000\n",
        "video_' or 1=1--",
        "../video_01a2043e440000000000000000000000"
      })
  void nothingElseIsAName(String text) {
    assertThat(JobId.isJobId(text)).isFalse();
  }

  @Test
  void theLastNameOfAllIsNoName() {
    assertThat(List.of(JobId.LAST_VIDEO)).noneMatch(JobId::isJobId);
  }
}
