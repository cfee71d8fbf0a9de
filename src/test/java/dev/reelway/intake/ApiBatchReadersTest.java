package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reelway.SettableClock;
import dev.reelway.job.Removals;
import dev.reelway.job.TestDatabase;
import dev.reelway.library.ContentStore;
import dev.reelway.sink.Sinks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches are read side by side, and a slow one delays nobody else's. */
class ApiBatchReadersTest {

  private final TestDatabase store;
  private final ApiBatches calls;
  private final SettableClock clock = new SettableClock();
  private final Collection<String> begun = new ConcurrentLinkedQueue<>();
  private final CountDownLatch images = new CountDownLatch(1);
  private boolean isAlone;
  private final ApiBatchReaders readers;
  private final ApiBatchReaders otherNode;

  ApiBatchReadersTest(@TempDir Path folder) throws IOException {
    store = TestDatabase.sqlite(folder);
    var removals = new Removals(store.database(), "this-node");
    var sinks = new Sinks("file", sink -> true);
    var contentStore = new ContentStore(store.database(), removals, sinks, Duration.ofDays(1));
    calls = new ApiBatches(store.database(), contentStore);
    var configured =
        new ApiBatchReaders.Configured(licence -> !licence.equals("new"), () -> isAlone);
    var newer = new ApiBatchReaders.Configured(any -> true, () -> isAlone);
    readers = new ApiBatchReaders(calls, configured, this::readSlowly, () -> {}, clock);
    otherNode = new ApiBatchReaders(calls, newer, this::readSlowly, () -> {}, clock);
  }

  @AfterEach
  void close() {
    images.countDown();
    await().until(() -> readers.isIdle() && otherNode.isIdle());
    readers.close();
    otherNode.close();
    store.close();
  }

  @Test
  void slowBatchesOfOneLicenceDelayNoOther() {
    for (int n = 0; n < 20; n++) {
      open("ann", n);
    }
    readers.start();
    open("ben", 1);

    readers.start();

    await().until(() -> begun.contains("batch_ben_1"));
    assertThat(begun).containsExactlyInAnyOrder("batch_ann_0", "batch_ann_1", "batch_ben_1");
  }

  @Test
  void noMoreBatchesAreReadAtOnceThanThereAreReaders() {
    for (int licence = 0; licence < 2 * ApiBatchReaders.AT_ONCE; licence++) {
      open("licence" + licence, 1);
    }

    readers.start();
    readers.start();

    await().until(() -> begun.size() == ApiBatchReaders.AT_ONCE);
    readers.start();
    assertThat(calls.unreadLicences()).hasSize(2 * ApiBatchReaders.AT_ONCE);
    otherNode.start();
    await().until(() -> begun.size() == 2 * ApiBatchReaders.AT_ONCE);
    assertThat(begun).doesNotHaveDuplicates();
  }

  @Test
  void theLeaseOfASlowReaderIsRenewed() {
    open("ann", 1);
    readers.start();
    for (int n = 0; n < 60; n++) {
      clock.passes(Duration.ofSeconds(10));
      readers.renew();
    }

    otherNode.start();

    await().until(() -> begun.size() == 1);
    assertThat(otherNode.isIdle()).isTrue();
  }

  @Test
  void aReaderIsFreeAgainWhenItsBatchEndsOrFails() {
    open("ann", 1);
    open("ann", 2);
    open("ann", 3);
    readers.start();
    images.countDown();
    await().until(readers::isIdle);

    readers.start();

    await().until(() -> begun.contains("batch_ann_3"));
  }

  @Test
  void aBatchWhoseReadingFailedIsNoLongerRenewed() {
    var batch = open("ann", 1);
    readers.start();
    readers.release(batch);
    clock.passes(Duration.ofMinutes(1));

    readers.renew();

    assertThat(calls.claimUnread("ann", 1, clock.instant(), Duration.ofMinutes(1))).hasSize(1);
  }

  @Test
  void batchesOfALicenceThatIsNotKnownHereAreLeftToANodeThatKnowsIt() {
    open("new", 1);

    readers.start();
    assertThat(readers.isIdle()).isTrue();
    otherNode.start();

    await().until(() -> begun.contains("batch_new_1"));
  }

  @Test
  void batchesOfALicenceThatNobodyElseCanKnowAreRead() {
    isAlone = true;
    open("new", 1);

    readers.start();

    await().until(() -> begun.contains("batch_new_1"));
  }

  /** Their orders have failed by then, whoever reads them. */
  @Test
  void lateBatchesOfALicenceThatIsNotKnownHereAreReadToo() {
    open("new", 1);
    clock.passes(Duration.ofDays(1));

    readers.start();

    await().until(() -> begun.contains("batch_new_1"));
  }

  private void readSlowly(String route, String variable, Object batch) {
    begun.add(((ApiBatch) batch).id());
    try {
      images.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IllegalStateException("An image was not found");
  }

  private ApiBatch open(String licence, int number) {
    var call = BatchCalls.batch("batch_%s_%s".formatted(licence, number), licence, clock.instant());
    calls.open(call, null);
    return call;
  }
}
