package dev.reelway.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.database.Secrets;
import dev.reelway.job.Removals;
import dev.reelway.job.TestDatabase;
import dev.reelway.job.Together;
import dev.reelway.library.ContentStore.FilePage;
import dev.reelway.library.ContentStore.ReservedLocation;
import dev.reelway.setup.ServiceSecret;
import dev.reelway.sink.AssetLocation;
import dev.reelway.sink.Sinks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the library stores and deletes, on every database. */
abstract class ContentStoreContract {

  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
  private static final StoredContent IMAGE =
      new StoredContent("ab".repeat(32), "image/png", 7, 3, 2);
  private static final StoredContent BYTES =
      new StoredContent("cd".repeat(32), "application/octet-stream", 9, null, null);

  private static final Duration KEEP = Duration.ofHours(1);
  private static final Instant EXPIRED = NOW.plus(KEEP).plusMillis(1);

  private final TestDatabase store;
  private final Set<String> configured = new HashSet<>(Set.of("file", "sftp"));
  private final ContentStore contentStore;

  ContentStoreContract(TestDatabase store) {
    this.store = store;
    this.contentStore = contentStore("file");
  }

  private ContentStore contentStore(String sink) {
    var removals = new Removals(store.database(), "this-node");
    return new ContentStore(
        store.database(), removals, new Sinks(sink, configured::contains), KEEP);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void storedContentIsFoundUnchanged() {
    keep(IMAGE, NOW);
    keep(BYTES, NOW);

    assertThat(contentStore.content(IMAGE.sha256())).contains(IMAGE);
    assertThat(contentStore.content(BYTES.sha256())).contains(BYTES);
    assertThat(contentStore.content("ef".repeat(32))).isEmpty();
    assertThat(BYTES.image()).isEmpty();
  }

  @Test
  void aFileIsVisibleOnlyToItsLicence() {
    var file = file("file-1", "ann", null);
    contentStore.add(file, null);

    assertThat(contentStore.file("file-1", "ann", NOW)).contains(file);
    assertThat(contentStore.file("file-1", "bob", NOW)).isEmpty();
    assertThat(contentStore.remove("file-1", "bob", NOW)).isFalse();
    assertThat(contentStore.remove("file-1", "ann", NOW)).isTrue();
    assertThat(contentStore.file("file-1", "ann", NOW)).isEmpty();
  }

  @Test
  void anExpiredFileIsNotFound() {
    contentStore.add(file("file-1", "ann", NOW.plusSeconds(60)), null);

    assertThat(contentStore.file("file-1", "ann", NOW.plusSeconds(59))).isPresent();
    assertThat(contentStore.file("file-1", "ann", NOW.plusSeconds(60))).isEmpty();
  }

  @Test
  void filesAreListedInBothDirectionsAndByPurpose() {
    for (var id : new String[] {"file-1", "file-2", "file-3"}) {
      contentStore.add(file(id, "ann", null), null);
    }
    contentStore.add(file("file-4", "bob", null), null);

    assertThat(listed(null, new FilePage(null, false, 10)))
        .containsExactly("file-3", "file-2", "file-1");
    assertThat(listed(null, new FilePage("file-1", true, 1))).containsExactly("file-2");
    assertThat(listed("vision", new FilePage(null, true, 2))).containsExactly("file-1", "file-2");
    assertThat(listed("batch", new FilePage(null, true, 2))).isEmpty();
  }

  @Test
  void onlyUnusedContentIsSwept() {
    var image = keep(IMAGE, NOW);
    var bytes = keep(BYTES, NOW);
    contentStore.add(file("file-1", "ann", EXPIRED.plusMillis(1)), null);

    assertThat(contentStore.sweep(NOW.plus(KEEP))).isZero();
    assertThat(contentStore.sweep(EXPIRED)).isEqualTo(1);
    assertThat(due(EXPIRED)).containsExactly(bytes);
    assertThat(contentStore.sweep(EXPIRED.plusMillis(1))).isEqualTo(1);
    assertThat(due(EXPIRED.plusMillis(1))).containsExactlyInAnyOrder(bytes, image);
  }

  @Test
  void oneSweepDeletesAllUnusedContentHoweverMuchIsInUse() {
    for (int n = 0; n < 1_200; n++) {
      insert(n, NOW.plusMillis(n / 7));
    }

    assertThat(contentStore.sweep(EXPIRED.plus(KEEP))).isEqualTo(800);
    assertThat(count("media")).isEqualTo(400);
    assertThat(count("removal")).isEqualTo(800);
  }

  @Test
  void oneSweepDeletesAllExpiredFiles() {
    for (int n = 0; n < 1_200; n++) {
      contentStore.add(file("file-" + n, "ann", NOW.plusMillis(n)), null);
    }

    contentStore.sweep(NOW.plusMillis(1_100));

    assertThat(count("file")).isEqualTo(99);
  }

  /** Every third one belongs to a file. */
  private void insert(int n, Instant usedAt) {
    var sha256 = "%064x".formatted(n);
    var insert = "insert into media (sha256, type, bytes, used_at) values (?, 'image/png', 7, ?)";
    store
        .database()
        .write(db -> db.sql(insert).param(sha256).param(usedAt.toEpochMilli()).update());
    if (n % 3 == 0) {
      contentStore.add(file("file-" + n, "ann", sha256, null), null);
    }
  }

  private long count(String table) {
    return store
        .database()
        .reader()
        .sql("select count(*) from " + table)
        .query(Long.class)
        .single();
  }

  /** Some wait for a week, and deadlines move while a disk is full. */
  @Test
  void whatAnOpenJobMayNeedIsNotSwept() {
    keep(IMAGE, NOW);
    keep(BYTES, NOW.minus(Duration.ofDays(2)));
    openJob(NOW.plusSeconds(1));

    assertThat(contentStore.sweep(EXPIRED)).isEqualTo(1);

    store.database().write(db -> db.sql("update job set state = 'delivered'").update());
    assertThat(contentStore.sweep(EXPIRED)).isEqualTo(1);
  }

  private void openJob(Instant created) {
    var insert =
        """
        insert into job (id, licence, request, state, due, created_at, deadline, ordered_model,
          fence, attempts, progress)
        values ('video_1', 'ann', '{}', 'queued', 0, ?, 0, 'm', 0, 0, 0)
        """;
    store.database().write(db -> db.sql(insert).param(created.toEpochMilli()).update());
  }

  @Test
  void bytesThatAreUploadedAgainKeepTheirKey() {
    var assetLocation = keep(IMAGE, NOW);

    assertThat(contentStore.reserve(IMAGE, NOW.plus(KEEP)))
        .isEqualTo(new ReservedLocation(assetLocation, false));

    assertThat(contentStore.sweep(EXPIRED)).isZero();
    assertThat(contentStore.asset(IMAGE.sha256()).orElseThrow().key())
        .isEqualTo(assetLocation.key());
  }

  @Test
  void bytesThatAreUploadedAgainDuringTheirRemovalGetANewKey() {
    var before = keep(IMAGE, NOW);
    contentStore.sweep(EXPIRED);

    var again = keep(IMAGE, EXPIRED);

    assertThat(again).isNotEqualTo(before);
    assertThat(due(EXPIRED)).containsExactly(before);
    assertThat(contentStore.asset(IMAGE.sha256()).orElseThrow().key()).isEqualTo(again.key());
  }

  @Test
  void bytesThatAreSweptDuringTheirUploadAreStored() {
    keep(IMAGE, NOW);
    contentStore.sweep(EXPIRED);
    var reservedLocation = contentStore.reserve(IMAGE, EXPIRED);
    contentStore.sweep(EXPIRED.plus(KEEP));

    contentStore.recordStored(IMAGE, reservedLocation.assetLocation(), EXPIRED.plus(KEEP));

    assertThat(contentStore.asset(IMAGE.sha256()).orElseThrow().key())
        .isEqualTo(reservedLocation.assetLocation().key());
    assertThat(due(EXPIRED.plus(KEEP))).doesNotContain(reservedLocation.assetLocation());
  }

  @Test
  void ofEqualConcurrentUploadsOneCopyRemains() {
    var one = contentStore.reserve(IMAGE, NOW);
    var other = contentStore.reserve(IMAGE, NOW);

    contentStore.recordStored(IMAGE, one.assetLocation(), NOW);
    contentStore.recordStored(IMAGE, other.assetLocation(), NOW);

    assertThat(contentStore.asset(IMAGE.sha256()).orElseThrow().key())
        .isEqualTo(one.assetLocation().key());
    assertThat(due(NOW)).containsExactly(other.assetLocation());
  }

  @Test
  void bytesThatAreNeverRecordedAreRemovedAfterADay() {
    var unrecorded = contentStore.reserve(IMAGE, NOW).assetLocation();

    assertThat(due(NOW.plus(Duration.ofHours(23)))).isEmpty();
    assertThat(due(NOW.plus(Duration.ofHours(24)))).containsExactly(unrecorded);
  }

  @Test
  void bytesThatAreBeingRemovedCannotBeRecorded() {
    var late = contentStore.reserve(IMAGE, NOW).assetLocation();
    store.database().write(db -> db.sql("update removal set owner = 'a-node'").update());

    assertThatThrownBy(() -> contentStore.recordStored(IMAGE, late, NOW))
        .hasMessageContaining("too late");

    assertThat(contentStore.content(IMAGE.sha256())).isEmpty();
  }

  /**
   * Concurrent sweeps and uploads of the same bytes on two nodes: content that is recorded is never
   * scheduled for removal.
   */
  @Test
  void concurrentSweepsNeverRemoveContentInUse() throws Exception {
    var otherNode = contentStore("file");
    var work = new ArrayList<Callable<Integer>>();
    for (int worker = 0; worker < 8; worker++) {
      var node = worker % 2 == 0 ? contentStore : otherNode;
      work.add(worker < 4 ? () -> upload(node) : () -> sweepOften(node));
    }

    Together.run(work);

    assertThat(contentStore.asset(IMAGE.sha256())).isPresent();
  }

  /** Half of the uploads are recorded with a time that the sweeps take for expired. */
  private int upload(ContentStore node) {
    for (int n = 0; n < 50; n++) {
      var now = EXPIRED.plusMillis(n);
      var reservedLocation = node.reserve(IMAGE, now);
      if (reservedLocation.isNew()) {
        node.recordStored(IMAGE, reservedLocation.assetLocation(), n % 2 == 0 ? now : NOW);
      }
      assertThat(due(now)).doesNotContain(scheduledForRemoval());
    }
    node.use(IMAGE.sha256(), EXPIRED.plus(KEEP));
    if (node.asset(IMAGE.sha256()).isEmpty()) {
      node.recordStored(IMAGE, node.reserve(IMAGE, EXPIRED).assetLocation(), EXPIRED);
    }
    return 0;
  }

  private int sweepOften(ContentStore node) {
    for (int n = 0; n < 50; n++) {
      node.sweep(EXPIRED);
    }
    return 0;
  }

  /**
   * The place of content that is also scheduled for removal, in one query so that no change comes
   * between.
   */
  private AssetLocation scheduledForRemoval() {
    return store
        .database()
        .reader()
        .sql(
            """
            select m.sink, m.key from media m join removal r on r.sink = m.sink and r.key = m.key
            """)
        .query((row, n) -> new AssetLocation(row.getString(1), row.getString(2)))
        .optional()
        .orElse(new AssetLocation("none", "none"));
  }

  @Test
  void anOldRowGetsTheDefaultSinkOfItsFirstStart() {
    store
        .database()
        .write(
            db ->
                db.sql(
                        "insert into media (sha256, type, bytes, used_at) values (?, 'image/png',"
                            + " 7, 0)")
                    .param(IMAGE.sha256())
                    .update());

    contentStore.assignDefaultSink();
    contentStore("sftp").assignDefaultSink();
    var asset = contentStore("sftp").asset(IMAGE.sha256()).orElseThrow();

    assertThat(asset.sink()).isEqualTo("file");
    assertThat(asset.key()).isEqualTo(".media/ab/%s.png".formatted(IMAGE.sha256()));
    contentStore.sweep(NOW);
    assertThat(due(NOW)).containsExactly(new AssetLocation("file", asset.key()));
  }

  @Test
  void bytesStayInTheirSinkWhenTheDefaultChanges() {
    keep(IMAGE, NOW);
    var withSftp = contentStore("sftp");

    assertThat(withSftp.asset(IMAGE.sha256()).orElseThrow().sink()).isEqualTo("file");
    assertThat(withSftp.reserve(IMAGE, NOW).isNew()).isFalse();
    assertThat(withSftp.reserve(BYTES, NOW).assetLocation().sink()).isEqualTo("sftp");
  }

  @Test
  void bytesInASinkThatIsNotConfiguredAreStoredAgain() {
    var before = keep(IMAGE, NOW);
    configured.remove("file");
    var withSftp = contentStore("sftp");

    assertThat(withSftp.use(IMAGE.sha256(), NOW)).isEmpty();
    var reservedLocation = withSftp.reserve(IMAGE, NOW);
    assertThat(reservedLocation.isNew()).isTrue();
    withSftp.recordStored(IMAGE, reservedLocation.assetLocation(), NOW);

    assertThat(withSftp.asset(IMAGE.sha256()).orElseThrow().sink()).isEqualTo("sftp");
    assertThat(withSftp.reserve(IMAGE, NOW).isNew()).isFalse();
    assertThat(due(NOW)).containsExactly(before);
  }

  @Test
  void theBytesOfADeletedFileAreRemovedWhenNothingElseUsesThem() {
    var assetLocation = keep(IMAGE, NOW);
    contentStore.add(file("file-1", "ann", null), null);
    contentStore.add(file("file-2", "ann", null), null);

    contentStore.remove("file-1", "ann", EXPIRED);
    assertThat(due(EXPIRED)).isEmpty();
    contentStore.remove("file-2", "ann", EXPIRED);

    assertThat(due(EXPIRED)).containsExactly(assetLocation);
    assertThat(contentStore.content(IMAGE.sha256())).isEmpty();
  }

  @Test
  void theBytesOfADeletedFileStayIfAnOrderHasJustUsedThem() {
    keep(IMAGE, NOW);
    contentStore.add(file("file-1", "ann", null), null);
    contentStore.use(IMAGE.sha256(), EXPIRED);

    contentStore.remove("file-1", "ann", EXPIRED);

    assertThat(contentStore.content(IMAGE.sha256())).contains(IMAGE);
    assertThat(due(EXPIRED)).isEmpty();
  }

  private AssetLocation keep(StoredContent storedContent, Instant now) {
    var reservedLocation = contentStore.reserve(storedContent, now);
    if (reservedLocation.isNew()) {
      contentStore.recordStored(storedContent, reservedLocation.assetLocation(), now);
    }
    return reservedLocation.assetLocation();
  }

  private List<AssetLocation> due(Instant now) {
    return store
        .database()
        .reader()
        .sql("select sink, key from removal where due <= ?")
        .param(now.toEpochMilli())
        .query((row, n) -> new AssetLocation(row.getString(1), row.getString(2)))
        .list();
  }

  @Test
  void aSecretIsGeneratedOnce() {
    var one = new Secrets(store.database(), ServiceSecret.of(null));
    var other = new Secrets(store.database(), ServiceSecret.of(null));

    assertThat(other.secret("links")).hasSize(32).isEqualTo(one.secret("links"));
    assertThat(one.secret("else")).isNotEqualTo(one.secret("links"));
  }

  private List<String> listed(@Nullable String purpose, FilePage filePage) {
    return contentStore.files("ann", purpose, filePage, NOW).stream().map(StoredFile::id).toList();
  }

  private static StoredFile file(String id, String licence, @Nullable Instant expires) {
    return file(id, licence, IMAGE.sha256(), expires);
  }

  private static StoredFile file(
      String id, String licence, String sha256, @Nullable Instant expires) {
    return new StoredFile(id, licence, "a.png", "vision", sha256, "image/png", 7, NOW, expires);
  }
}
