package dev.reelway.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.job.Job;
import dev.reelway.job.JobBuilder;
import dev.reelway.job.JobState;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Failure;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.Removals;
import dev.reelway.job.TestDatabase;
import dev.reelway.media.ImageInfo;
import dev.reelway.order.Deprecation;
import dev.reelway.order.ModelSwitchedOff;
import dev.reelway.order.Models;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.RetryRefused;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.Sinks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OrderRetriesTest {

  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
  private static final Duration KEEP = Duration.ofHours(1);
  private static final ImageInfo IMAGE = new ImageInfo("ab".repeat(32), "image/png", 7, 3, 2);
  private static final JobState REFUSED = new Failed(null, new Failure("refused", "No."));
  private static final JobState LOST = new Failed(null, new Failure("submit_unknown", "Lost."));

  private final TestDatabase store;
  private final ContentStore contentStore;
  private final OrderRetries retries;
  private @Nullable String openRetry;

  OrderRetriesTest() {
    this.store = TestDatabase.memory();
    var removals = new Removals(store.database(), "this-node");
    var sinks = new Sinks("file", "file"::equals);
    this.contentStore = new ContentStore(store.database(), removals, sinks, KEEP);
    var clock = Clock.fixed(NOW, ZoneOffset.UTC);
    this.retries =
        new OrderRetries(
            new Models(List.of("m"), Map.of(), clock),
            contentStore,
            job -> Optional.ofNullable(openRetry),
            clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void anOrderThatOnlyANewerVersionKnowsIsNotRepeated() {
    var newer = JobBuilder.like(job("m", REFUSED)).newer().build();

    assertThatThrownBy(() -> retries.check(newer, true))
        .isInstanceOf(RetryRefused.class)
        .hasMessageContaining("Order it again.");
  }

  @Test
  void onlyAFailedJobIsRetried() {
    var open = job("m", new Queued());

    assertThatThrownBy(() -> retries.check(open, true))
        .isInstanceOf(RetryRefused.class)
        .hasMessage("video_1 is not ended yet. Only a failed job can be retried.");
  }

  @Test
  void oneThatMayBePaidIsRetriedOnlyIfItsCostIsAccepted() {
    keep();
    var lost = job("m", LOST);

    assertThatThrownBy(() -> retries.check(lost, false))
        .isInstanceOfSatisfying(
            RetryRefused.class, refused -> assertThat(refused.code()).isEqualTo("may_be_paid"));
    assertThat(retries.check(lost, true)).isEqualTo(lost);
  }

  @Test
  void theFilesOfTheOrderAreKeptForTheRetry() {
    var old = NOW.minus(KEEP).minusSeconds(9);
    contentStore.recordStored(
        StoredContent.of(IMAGE),
        contentStore.reserve(StoredContent.of(IMAGE), old).assetLocation(),
        old);

    retries.check(job("m", REFUSED), false);

    assertThat(contentStore.sweep(NOW)).isZero();
    assertThat(contentStore.content(IMAGE.sha256())).isPresent();
  }

  @Test
  void anOrderWhoseFileIsLostIsRefused() {
    assertThatThrownBy(() -> retries.check(job("m", REFUSED), false))
        .isInstanceOf(OrderRefused.class)
        .hasMessageContaining("no longer stored");
  }

  @Test
  void aJobThatIsBeingRetriedIsNotRetriedAgain() {
    openRetry = "video_2";

    assertThatThrownBy(() -> retries.check(job("m", REFUSED), true))
        .isInstanceOf(RetryRefused.class)
        .hasMessageContaining("is being retried already: wait for the end of video_2.");
  }

  @Test
  void aModelThatIsSwitchedOffIsNotOrderedAgain() {
    var clock = Clock.fixed(NOW, ZoneOffset.UTC);
    var deprecation = new Deprecation(NOW.minusSeconds(9), null, null);
    var models = new Models(List.of("m"), Map.of("gone", deprecation), clock);

    assertThatThrownBy(
            () ->
                new OrderRetries(models, contentStore, job -> Optional.empty(), clock)
                    .check(job("gone", REFUSED), false))
        .isInstanceOf(ModelSwitchedOff.class);
  }

  private void keep() {
    var image = StoredContent.of(IMAGE);
    contentStore.recordStored(image, contentStore.reserve(image, NOW).assetLocation(), NOW);
  }

  private static Job job(String model, JobState state) {
    var order =
        new VideoOrder(model, model, "a fox", "128x72", 1, false, false, false, null)
            .withReferences(List.of(IMAGE));
    return JobBuilder.queued(order, NOW).id("video_1").state(state).ended(NOW).build();
  }
}
