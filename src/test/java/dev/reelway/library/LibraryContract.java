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

/** What the library keeps and forgets, on any database. */
abstract class LibraryContract {

  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
  private static final Content PICTURE = new Content("ab".repeat(32), "image/png", 7, 3, 2);
  private static final Content BYTES =
      new Content("cd".repeat(32), "application/octet-stream", 9, null, null);

  private static final Duration KEEP = Duration.ofHours(1);
  private static final Instant UNWANTED = NOW.plus(KEEP).plusMillis(1);

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
  void contentComesBackAsItWasKept() {
    keep(PICTURE, NOW);
    keep(BYTES, NOW);

    assertThat(library.content(PICTURE.sha256())).contains(PICTURE);
    assertThat(library.content(BYTES.sha256())).contains(BYTES);
    assertThat(library.content("ef".repeat(32))).isEmpty();
    assertThat(BYTES.picture()).isEmpty();
  }

  @Test
  void aFileIsItsOwnersAlone() {
    var file = file("file-1", "ann", null);
    library.add(file);

    assertThat(library.file("file-1", "ann", NOW)).contains(file);
    assertThat(library.file("file-1", "bob", NOW)).isEmpty();
    assertThat(library.remove("file-1", "bob", NOW)).isFalse();
    assertThat(library.remove("file-1", "ann", NOW)).isTrue();
    assertThat(library.file("file-1", "ann", NOW)).isEmpty();
  }

  @Test
  void anExpiredFileIsGone() {
    library.add(file("file-1", "ann", NOW.plusSeconds(60)));

    assertThat(library.file("file-1", "ann", NOW.plusSeconds(59))).isPresent();
    assertThat(library.file("file-1", "ann", NOW.plusSeconds(60))).isEmpty();
  }

  @Test
  void filesAreListedEitherWayAndByPurpose() {
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
  void onlyWhatNobodyWantsIsSwept() {
    var picture = keep(PICTURE, NOW);
    var bytes = keep(BYTES, NOW);
    library.add(file("file-1", "ann", UNWANTED.plusMillis(1)));

    assertThat(library.sweep(NOW.plus(KEEP))).isZero();
    assertThat(library.sweep(UNWANTED)).isEqualTo(1);
    assertThat(due(UNWANTED)).containsExactly(bytes);
    assertThat(library.sweep(UNWANTED.plusMillis(1))).isEqualTo(1);
    assertThat(due(UNWANTED.plusMillis(1))).containsExactlyInAnyOrder(bytes, picture);
  }

  @Test
  void bytesThatComeAgainStayWhereTheyLie() {
    var place = keep(PICTURE, NOW);

    assertThat(library.place(PICTURE, NOW.plus(KEEP))).isEqualTo(new Placed(place, false));

    assertThat(library.sweep(UNWANTED)).isZero();
    assertThat(library.asset(PICTURE.sha256()).orElseThrow().key()).isEqualTo(place.key());
  }

  @Test
  void bytesThatComeAgainDuringTheirRemovalLieElsewhere() {
    var before = keep(PICTURE, NOW);
    library.sweep(UNWANTED);

    var again = keep(PICTURE, UNWANTED);

    assertThat(again).isNotEqualTo(before);
    assertThat(due(UNWANTED)).containsExactly(before);
    assertThat(library.asset(PICTURE.sha256()).orElseThrow().key()).isEqualTo(again.key());
  }

  @Test
  void bytesThatAreSweptWhileTheyComeAreKept() {
    keep(PICTURE, NOW);
    library.sweep(UNWANTED);
    var placed = library.place(PICTURE, UNWANTED);
    library.sweep(UNWANTED.plus(KEEP));

    library.keep(PICTURE, placed.place(), UNWANTED.plus(KEEP));

    assertThat(library.asset(PICTURE.sha256()).orElseThrow().key()).isEqualTo(placed.place().key());
    assertThat(due(UNWANTED.plus(KEEP))).doesNotContain(placed.place());
  }

  @Test
  void ofEqualBytesThatComeTogetherOneCopyStays() {
    var one = library.place(PICTURE, NOW);
    var other = library.place(PICTURE, NOW);

    library.keep(PICTURE, one.place(), NOW);
    library.keep(PICTURE, other.place(), NOW);

    assertThat(library.asset(PICTURE.sha256()).orElseThrow().key()).isEqualTo(one.place().key());
    assertThat(due(NOW)).containsExactly(other.place());
  }

  @Test
  void bytesThatNobodyKeepsAreRemovedADayLater() {
    var forgotten = library.place(PICTURE, NOW).place();

    assertThat(due(NOW.plus(Duration.ofHours(23)))).isEmpty();
    assertThat(due(NOW.plus(Duration.ofHours(24)))).containsExactly(forgotten);
  }

  @Test
  void bytesThatAreBeingRemovedAreNotKept() {
    var late = library.place(PICTURE, NOW).place();
    store.database().write(db -> db.sql("update removal set owner = 'a-node'").update());

    assertThatThrownBy(() -> library.keep(PICTURE, late, NOW)).hasMessageContaining("too late");

    assertThat(library.content(PICTURE.sha256())).isEmpty();
  }

  /** Sweeps and uploads of the same bytes, on two nodes at once: what is said to be there is. */
  @Test
  void whateverIsWantedIsThereHoweverOftenItIsSwept() throws Exception {
    var neighbour = library("file");
    var work = new ArrayList<Callable<Integer>>();
    for (int worker = 0; worker < 8; worker++) {
      var node = worker % 2 == 0 ? library : neighbour;
      work.add(worker < 4 ? () -> upload(node) : () -> sweepOften(node));
    }

    Together.run(work);

    assertThat(library.asset(PICTURE.sha256())).isPresent();
  }

  /** By the clock of the uploads nothing is ever old, by that of the sweeps what is not wanted. */
  private int upload(Library node) {
    for (int n = 0; n < 50; n++) {
      var now = UNWANTED.plusMillis(n);
      var placed = node.place(PICTURE, now);
      if (placed.isNew()) {
        node.keep(PICTURE, placed.place(), n % 2 == 0 ? now : NOW);
      }
      assertThat(due(now)).doesNotContain(kept());
    }
    node.want(PICTURE.sha256(), UNWANTED.plus(KEEP));
    if (node.asset(PICTURE.sha256()).isEmpty()) {
      node.keep(PICTURE, node.place(PICTURE, UNWANTED).place(), UNWANTED);
    }
    return 0;
  }

  private int sweepOften(Library node) {
    for (int n = 0; n < 50; n++) {
      node.sweep(UNWANTED);
    }
    return 0;
  }

  /** One look, so that no removal comes between: where the bytes lie, if they do. */
  private Place kept() {
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
  void anOldRowIsOfTheSinkThatIsConfiguredWhenItIsAdopted() {
    store
        .database()
        .write(
            db ->
                db.sql(
                        "insert into media (sha256, type, bytes, used_at) values (?, 'image/png',"
                            + " 7, 0)")
                    .param(PICTURE.sha256())
                    .update());

    library.adopt();
    library("sftp").adopt();
    var asset = library("sftp").asset(PICTURE.sha256()).orElseThrow();

    assertThat(asset.sink()).isEqualTo("file");
    assertThat(asset.key()).isEqualTo(".media/ab/%s.png".formatted(PICTURE.sha256()));
    library.sweep(NOW);
    assertThat(due(NOW)).containsExactly(new Place("file", asset.key()));
  }

  @Test
  void bytesAreOfTheirOwnSinkWhicheverIsChosenNow() {
    keep(PICTURE, NOW);
    var chosen = library("sftp");

    assertThat(chosen.asset(PICTURE.sha256()).orElseThrow().sink()).isEqualTo("file");
    assertThat(chosen.place(PICTURE, NOW).isNew()).isFalse();
    assertThat(chosen.place(BYTES, NOW).place().sink()).isEqualTo("sftp");
  }

  @Test
  void bytesInASinkThatIsNotConfiguredAreStoredAnew() {
    var before = keep(PICTURE, NOW);
    configured.remove("file");
    var chosen = library("sftp");

    assertThat(chosen.want(PICTURE.sha256(), NOW)).isEmpty();
    var placed = chosen.place(PICTURE, NOW);
    assertThat(placed.isNew()).isTrue();
    chosen.keep(PICTURE, placed.place(), NOW);

    assertThat(chosen.asset(PICTURE.sha256()).orElseThrow().sink()).isEqualTo("sftp");
    assertThat(chosen.place(PICTURE, NOW).isNew()).isFalse();
    assertThat(due(NOW)).containsExactly(before);
  }

  @Test
  void theBytesOfADeletedFileGoWhenNobodyElseNeedsThem() {
    var place = keep(PICTURE, NOW);
    library.add(file("file-1", "ann", null));
    library.add(file("file-2", "ann", null));

    library.remove("file-1", "ann", UNWANTED);
    assertThat(due(UNWANTED)).isEmpty();
    library.remove("file-2", "ann", UNWANTED);

    assertThat(due(UNWANTED)).containsExactly(place);
    assertThat(library.content(PICTURE.sha256())).isEmpty();
  }

  @Test
  void theBytesOfADeletedFileStayThatAnOrderHasJustWanted() {
    keep(PICTURE, NOW);
    library.add(file("file-1", "ann", null));
    library.want(PICTURE.sha256(), UNWANTED);

    library.remove("file-1", "ann", UNWANTED);

    assertThat(library.content(PICTURE.sha256())).contains(PICTURE);
    assertThat(due(UNWANTED)).isEmpty();
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
  void aSecretIsMadeOnceAndForAll() {
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
        id, licence, "a.png", "vision", PICTURE.sha256(), "image/png", 7, NOW, expires);
  }
}
