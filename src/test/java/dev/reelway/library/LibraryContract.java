package dev.reelway.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.TestDatabase;
import dev.reelway.library.Library.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the library keeps and forgets, on any database. */
abstract class LibraryContract {

  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
  private static final Content PICTURE = new Content("ab".repeat(32), "image/png", 7, 3, 2);
  private static final Content BYTES =
      new Content("cd".repeat(32), "application/octet-stream", 9, null, null);

  private final TestDatabase store;
  private final Library library;

  LibraryContract(TestDatabase store) {
    this.store = store;
    this.library = new Library(store.database());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void contentComesBackAsItWasKept() {
    library.keep(PICTURE, NOW);
    library.keep(BYTES, NOW);
    library.keep(PICTURE, NOW.plusSeconds(1));

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
    assertThat(library.remove("file-1", "bob")).isFalse();
    assertThat(library.remove("file-1", "ann")).isTrue();
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
    library.keep(PICTURE, NOW);
    library.keep(BYTES, NOW);
    library.add(file("file-1", "ann", NOW.plusSeconds(10)));

    assertThat(library.sweep(NOW, NOW)).isEmpty();
    assertThat(library.sweep(NOW.plusMillis(1), NOW)).containsExactly(BYTES);
    assertThat(library.sweep(NOW.plusMillis(1), NOW.plus(Duration.ofMinutes(1))))
        .containsExactly(PICTURE);
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
