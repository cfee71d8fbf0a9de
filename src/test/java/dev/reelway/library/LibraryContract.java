package dev.reelway.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.database.Secrets;
import dev.reelway.job.Removals;
import dev.reelway.job.TestDatabase;
import dev.reelway.job.Together;
import dev.reelway.library.Library.Placed;
import dev.reelway.library.Library.Span;
import dev.reelway.sink.Place;
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
abstract class LibraryContract {

  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
  private static final Content IMAGE = new Content("ab".repeat(32), "image/png", 7, 3, 2);
  private static final Content BYTES =
      new Content("cd".repeat(32), "application/octet-stream", 9, null, null);

  private static final Duration KEEP = Duration.ofHours(1);
  private static final Instant EXPIRED = NOW.plus(KEEP).plusMillis(1);

  private final TestDatabase store;
  private final Set<String> configured = new HashSet<>(Set.of("file", "sftp"));
  private final Library library;

  LibraryContract(TestDatabase store) {
    this.store = store;
    this.library = library("file");
  }

  private Library library(String sink) {
    var removals = new Removals(store.database(), "this-node");
    return new Library(store.database(), removals, new Sinks(sink, configured::contains), KEEP);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void storedContentIsFoundUnchanged() {
    keep(IMAGE, NOW);
    keep(BYTES, NOW);

    assertThat(library.content(IMAGE.sha256())).contains(IMAGE);
    assertThat(library.content(BYTES.sha256())).contains(BYTES);
    assertThat(library.content("ef".repeat(32))).isEmpty();
    assertThat(BYTES.picture()).isEmpty();
  }

  @Test
  void aFileIsVisibleOnlyToItsLicence() {
    var file = file("file-1", "ann", null);
    library.add(file);

    assertThat(library.file("file-1", "ann", NOW)).contains(file);
    assertThat(library.file("file-1", "bob", NOW)).isEmpty();
    assertThat(library.remove("file-1", "bob", NOW)).isFalse();
    assertThat(library.remove("file-1", "ann", NOW)).isTrue();
    assertThat(library.file("file-1", "ann", NOW)).isEmpty();
  }

  @Test
  void anExpiredFileIsNotFound() {
    library.add(file("file-1", "ann", NOW.plusSeconds(60)));

    assertThat(library.file("file-1", "ann", NOW.plusSeconds(59))).isPresent();
    assertThat(library.file("file-1", "ann", NOW.plusSeconds(60))).isEmpty();
  }

  @Test
  void filesAreListedInBothDirectionsAndByPurpose() {
    for (var id : new String[] {"file-1", "file-2", "file-3"}) {
      library.add(file(id, "ann", null));
    }
    library.add(file("file-4", "bob", null));

    assertThat(listed(null, new Span(null, false, 10)))
        .containsExactly("file-3", "file-2", "file-1");
    assertThat(listed(null, new Span("file-1", true, 1))).containsExactly("file-2");
    assertThat(listed("vision", new Span(null, true, 2))).containsExactly("file-1", "file-2");
    assertThat(listed("batch", new Span(null, true, 2))).isEmpty();
  }

  @Test
  void onlyUnusedContentIsSwept() {
    var image = keep(IMAGE, NOW);
    var bytes = keep(BYTES, NOW);
    library.add(file("file-1", "ann", EXPIRED.plusMillis(1)));

    assertThat(library.sweep(NOW.plus(KEEP))).isZero();
    assertThat(library.sweep(EXPIRED)).isEqualTo(1);
    assertThat(due(EXPIRED)).containsExactly(bytes);
    assertThat(library.sweep(EXPIRED.plusMillis(1))).isEqualTo(1);
    assertThat(due(EXPIRED.plusMillis(1))).containsExactlyInAnyOrder(bytes, image);
  }

  @Test
  void bytesThatAreUploadedAgainKeepTheirPlace() {
    var place = keep(IMAGE, NOW);

    assertThat(library.place(IMAGE, NOW.plus(KEEP))).isEqualTo(new Placed(place, false));

    assertThat(library.sweep(EXPIRED)).isZero();
    assertThat(library.asset(IMAGE.sha256()).orElseThrow().key()).isEqualTo(place.key());
  }

  @Test
  void bytesThatAreUploadedAgainDuringTheirRemovalGetANewPlace() {
    var before = keep(IMAGE, NOW);
    library.sweep(EXPIRED);

    var again = keep(IMAGE, EXPIRED);

    assertThat(again).isNotEqualTo(before);
    assertThat(due(EXPIRED)).containsExactly(before);
    assertThat(library.asset(IMAGE.sha256()).orElseThrow().key()).isEqualTo(again.key());
  }

  @Test
  void bytesThatAreSweptDuringTheirUploadAreStored() {
    keep(IMAGE, NOW);
    library.sweep(EXPIRED);
    var placed = library.place(IMAGE, EXPIRED);
    library.sweep(EXPIRED.plus(KEEP));

    library.keep(IMAGE, placed.place(), EXPIRED.plus(KEEP));

    assertThat(library.asset(IMAGE.sha256()).orElseThrow().key()).isEqualTo(placed.place().key());
    assertThat(due(EXPIRED.plus(KEEP))).doesNotContain(placed.place());
  }

  @Test
  void ofEqualConcurrentUploadsOneCopyRemains() {
    var one = library.place(IMAGE, NOW);
    var other = library.place(IMAGE, NOW);

    library.keep(IMAGE, one.place(), NOW);
    library.keep(IMAGE, other.place(), NOW);

    assertThat(library.asset(IMAGE.sha256()).orElseThrow().key()).isEqualTo(one.place().key());
    assertThat(due(NOW)).containsExactly(other.place());
  }

  @Test
  void bytesThatAreNeverRecordedAreRemovedAfterADay() {
    var unrecorded = library.place(IMAGE, NOW).place();

    assertThat(due(NOW.plus(Duration.ofHours(23)))).isEmpty();
    assertThat(due(NOW.plus(Duration.ofHours(24)))).containsExactly(unrecorded);
  }

  @Test
  void bytesThatAreBeingRemovedCannotBeRecorded() {
    var late = library.place(IMAGE, NOW).place();
    store.database().write(db -> db.sql("update removal set owner = 'a-node'").update());

    assertThatThrownBy(() -> library.keep(IMAGE, late, NOW)).hasMessageContaining("too late");

    assertThat(library.content(IMAGE.sha256())).isEmpty();
  }

  /**
   * Concurrent sweeps and uploads of the same bytes on two nodes: content that is recorded is never
   * scheduled for removal.
   */
  @Test
  void concurrentSweepsNeverRemoveContentInUse() throws Exception {
    var otherNode = library("file");
    var work = new ArrayList<Callable<Integer>>();
    for (int worker = 0; worker < 8; worker++) {
      var node = worker % 2 == 0 ? library : otherNode;
      work.add(worker < 4 ? () -> upload(node) : () -> sweepOften(node));
    }

    Together.run(work);

    assertThat(library.asset(IMAGE.sha256())).isPresent();
  }

  /** Half of the uploads are recorded with a time that the sweeps take for expired. */
  private int upload(Library node) {
    for (int n = 0; n < 50; n++) {
      var now = EXPIRED.plusMillis(n);
      var placed = node.place(IMAGE, now);
      if (placed.isNew()) {
        node.keep(IMAGE, placed.place(), n % 2 == 0 ? now : NOW);
      }
      assertThat(due(now)).doesNotContain(scheduledForRemoval());
    }
    node.want(IMAGE.sha256(), EXPIRED.plus(KEEP));
    if (node.asset(IMAGE.sha256()).isEmpty()) {
      node.keep(IMAGE, node.place(IMAGE, EXPIRED).place(), EXPIRED);
    }
    return 0;
  }

  private int sweepOften(Library node) {
    for (int n = 0; n < 50; n++) {
      node.sweep(EXPIRED);
    }
    return 0;
  }

  /**
   * The place of content that is also scheduled for removal, in one query so that no change comes
   * between.
   */
  private Place scheduledForRemoval() {
    return store
        .database()
        .reader()
        .sql(
            """
            select m.sink, m.key from media m join removal r on r.sink = m.sink and r.key = m.key
            """)
        .query((row, n) -> new Place(row.getString(1), row.getString(2)))
        .optional()
        .orElse(new Place("none", "none"));
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

    library.adopt();
    library("sftp").adopt();
    var asset = library("sftp").asset(IMAGE.sha256()).orElseThrow();

    assertThat(asset.sink()).isEqualTo("file");
    assertThat(asset.key()).isEqualTo(".media/ab/%s.png".formatted(IMAGE.sha256()));
    library.sweep(NOW);
    assertThat(due(NOW)).containsExactly(new Place("file", asset.key()));
  }

  @Test
  void bytesStayInTheirSinkWhenTheDefaultChanges() {
    keep(IMAGE, NOW);
    var withSftp = library("sftp");

    assertThat(withSftp.asset(IMAGE.sha256()).orElseThrow().sink()).isEqualTo("file");
    assertThat(withSftp.place(IMAGE, NOW).isNew()).isFalse();
    assertThat(withSftp.place(BYTES, NOW).place().sink()).isEqualTo("sftp");
  }

  @Test
  void bytesInASinkThatIsNotConfiguredAreStoredAgain() {
    var before = keep(IMAGE, NOW);
    configured.remove("file");
    var withSftp = library("sftp");

    assertThat(withSftp.want(IMAGE.sha256(), NOW)).isEmpty();
    var placed = withSftp.place(IMAGE, NOW);
    assertThat(placed.isNew()).isTrue();
    withSftp.keep(IMAGE, placed.place(), NOW);

    assertThat(withSftp.asset(IMAGE.sha256()).orElseThrow().sink()).isEqualTo("sftp");
    assertThat(withSftp.place(IMAGE, NOW).isNew()).isFalse();
    assertThat(due(NOW)).containsExactly(before);
  }

  @Test
  void theBytesOfADeletedFileAreRemovedWhenNothingElseUsesThem() {
    var place = keep(IMAGE, NOW);
    library.add(file("file-1", "ann", null));
    library.add(file("file-2", "ann", null));

    library.remove("file-1", "ann", EXPIRED);
    assertThat(due(EXPIRED)).isEmpty();
    library.remove("file-2", "ann", EXPIRED);

    assertThat(due(EXPIRED)).containsExactly(place);
    assertThat(library.content(IMAGE.sha256())).isEmpty();
  }

  @Test
  void theBytesOfADeletedFileStayIfAnOrderHasJustUsedThem() {
    keep(IMAGE, NOW);
    library.add(file("file-1", "ann", null));
    library.want(IMAGE.sha256(), EXPIRED);

    library.remove("file-1", "ann", EXPIRED);

    assertThat(library.content(IMAGE.sha256())).contains(IMAGE);
    assertThat(due(EXPIRED)).isEmpty();
  }

  private Place keep(Content content, Instant now) {
    var placed = library.place(content, now);
    if (placed.isNew()) {
      library.keep(content, placed.place(), now);
    }
    return placed.place();
  }

  private List<Place> due(Instant now) {
    return store
        .database()
        .reader()
        .sql("select sink, key from removal where due <= ?")
        .param(now.toEpochMilli())
        .query((row, n) -> new Place(row.getString(1), row.getString(2)))
        .list();
  }

  @Test
  void aSecretIsGeneratedOnce() {
    var one = new Secrets(store.database());
    var other = new Secrets(store.database());

    assertThat(other.secret("links")).hasSize(32).isEqualTo(one.secret("links"));
    assertThat(one.secret("else")).isNotEqualTo(one.secret("links"));
  }

  private List<String> listed(@Nullable String purpose, Span span) {
    return library.files("ann", purpose, span, NOW).stream().map(StoredFile::id).toList();
  }

  private static StoredFile file(String id, String licence, @Nullable Instant expires) {
    return new StoredFile(
        id, licence, "a.png", "vision", IMAGE.sha256(), "image/png", 7, NOW, expires);
  }
}
