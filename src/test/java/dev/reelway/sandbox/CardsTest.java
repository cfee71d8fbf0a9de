package dev.reelway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CardsTest {

  private static final int MOST = 20;
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

  private final Path folder;

  CardsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "{}", "{\"id\":\"video_bad\"}", "\u0000\u0000"})
  void onlyAnUnreadableCardIsSkipped(String text) throws IOException {
    cards().keep(task("video_good", CLOCK.millis()));
    Files.writeString(folder.resolve("video_bad.json"), text);

    var found = cards();

    assertThat(found.all()).extracting(Task::id).containsExactly("video_good");
    assertThat(found.keep(task("video_bad", 1)).createdAt()).isEqualTo(1);
    assertThat(cards().find("video_bad")).isPresent();
  }

  @Test
  void theOldestAreDeletedWhenThereAreTooMany() throws IOException {
    var cards = cards();
    for (int i = 1; i <= 10 * MOST; i++) {
      cards.keep(task("video_" + i, i));
    }

    assertThat(cards.all()).hasSizeBetween(MOST, MOST + MOST / 10);
    assertThat(cards.find("video_" + 10 * MOST)).isPresent();
    assertThat(cards.find("video_1")).isEmpty();
    assertThat(files()).isEqualTo(cards.all().size());
    assertThat(cards().all()).hasSize(MOST);
  }

  @Test
  void cardsOfTheLastDayAreKept() throws IOException {
    var cards = cards();
    for (int i = 1; i <= 3 * MOST; i++) {
      cards.keep(task("video_" + i, CLOCK.millis()));
    }

    assertThat(cards.all()).hasSize(3 * MOST);
  }

  private Cards<Task> cards() throws IOException {
    return new Cards<>(folder, "video_", Task.class, CLOCK, MOST);
  }

  private static Task task(String id, long createdAt) {
    var scene = new Scene("a cat", 64, 64, 1, false, null);
    return new Task(id, "tiny", scene, createdAt, 0, null);
  }

  private long files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.count();
    }
  }
}
