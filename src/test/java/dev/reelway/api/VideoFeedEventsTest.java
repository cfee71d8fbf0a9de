package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.api.chat.EventStreamWriter;
import dev.reelway.contracts.Event;
import dev.reelway.job.JobHistory;
import dev.reelway.job.JobState;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.job.VideoFollower.Change;
import dev.reelway.job.VideoFollower.Kind;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;

/** Nodes see one another's videos now and then: a quick one may have ended when it is seen. */
class VideoFeedEventsTest {

  private static final JobState RENDERING = new Rendering(JobViewsTest.TASK, 40);
  private static final JobState DELIVERED = new Delivered(JobViewsTest.TASK, List.of(), null);

  private final MockHttpServletResponse response = new MockHttpServletResponse();
  private final JobViews views =
      new JobViews(
          new SignedLinks(new byte[32], null, "/sora", Duration.ofHours(1), Clock.systemUTC()),
          job -> Optional.empty(),
          job -> job,
          true,
          Clock.systemUTC());
  private VideoFeedEvents events;

  @BeforeEach
  void begin() throws IOException {
    beginAt(JobViewsTest.NOW);
  }

  private void beginAt(Instant since) throws IOException {
    events =
        new VideoFeedEvents(
            new EventStreamWriter(response), job -> views.view(job, "https://videos"), since);
  }

  @Test
  void aVideoThatIsSeenAtEachStepIsToldOfOnceAtEach() throws IOException {
    see(Kind.CREATED, new Queued());
    see(Kind.CHANGED, RENDERING);
    see(Kind.CHANGED, RENDERING);
    see(Kind.CHANGED, DELIVERED);

    assertThat(names()).containsExactly("video.created", "video.in_progress", "video.completed");
  }

  @Test
  void aVideoThatHasEndedWhenItIsSeenFirstIsCreatedAndCompleted() throws IOException {
    see(Kind.CREATED, DELIVERED);
    see(Kind.CHANGED, DELIVERED);

    assertThat(names()).containsExactly("video.created", "video.completed");
  }

  @Test
  void aVideoThatIsUnderWayWhenItIsSeenFirstIsCreatedAndInProgress() throws IOException {
    see(Kind.CREATED, RENDERING);
    see(Kind.CHANGED, DELIVERED);

    assertThat(names()).containsExactly("video.created", "video.in_progress", "video.completed");
  }

  @Test
  void aVideoFromBeforeIsNotCreated() throws IOException {
    beginAt(JobViewsTest.NOW.plusSeconds(60));
    see(Kind.CHANGED, DELIVERED);

    assertThat(names()).containsExactly("video.completed");
  }

  private void see(Kind kind, JobState state) throws IOException {
    var job = JobViewsTest.job(JobViewsTest.VIDEOS, state, 0, JobHistory.NONE);
    events.send(List.of(new Change(job.id(), kind)), List.of(job));
  }

  private Iterable<String> names() throws IOException {
    return Event.all(response.getContentAsString()).stream().map(Event::name).toList();
  }
}
