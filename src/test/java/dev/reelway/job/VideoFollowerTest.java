package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.VideoFollower.Change;
import dev.reelway.job.VideoFollower.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VideoFollowerTest {

  private final VideoFollower follower = new VideoFollower("ann", Instant.EPOCH, null);

  @Test
  void aVideoThatChangesTwiceIsTakenOnceAndTheLaterChangesStay() throws Exception {
    follower.publish("a", Kind.CHANGED);
    follower.publish("b", Kind.CHANGED);
    follower.publish("a", Kind.CHANGED);

    assertThat(follower.next(Duration.ZERO, 1)).containsExactly(new Change("a", Kind.CHANGED));
    assertThat(follower.next(Duration.ZERO, 9)).containsExactly(new Change("b", Kind.CHANGED));
    assertThat(follower.next(Duration.ZERO, 9)).isEmpty();
  }

  @Test
  void whatIsCreatedStaysNewAndWhatIsDeletedStaysDeleted() throws Exception {
    for (var kind : List.of(Kind.CREATED, Kind.CHANGED)) {
      follower.publish("new", kind);
      follower.publish("gone", kind);
    }
    follower.publish("gone", Kind.DELETED);
    follower.publish("gone", Kind.CHANGED);

    assertThat(follower.next(Duration.ZERO, 9))
        .containsExactly(new Change("new", Kind.CREATED), new Change("gone", Kind.DELETED));
  }

  @Test
  void whatCouldNotBePassedOnIsTakenAgain() throws Exception {
    follower.publish("a", Kind.CREATED);
    var taken = follower.next(Duration.ZERO, 9);

    follower.publish("a", Kind.CHANGED);
    follower.publishAgain(taken);

    assertThat(follower.next(Duration.ZERO, 9)).isEqualTo(taken);
  }

  @Test
  void oneWhoTakesNothingIsTooSlowInTheEnd() {
    IntStream.range(0, 100_000).forEach(i -> follower.publish("video_" + i, Kind.CHANGED));
    assertThat(follower.hasLost()).isFalse();

    follower.publish("one more", Kind.CHANGED);

    assertThat(follower.hasLost()).isTrue();
  }
}
