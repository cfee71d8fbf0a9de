package dev.reelway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.sandbox.paint.Scene;
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

class RequestStoreTest {

  private static final int MOST = 20;
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

  private final Path folder;

  RequestStoreTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "{}", "{\"id\":\"video_bad\"}", "\u0000\u0000"})
  void onlyAnUnreadableCardIsSkipped(String text) throws IOException {
    requestStore().keep(sandboxTask("video_good", CLOCK.millis()));
    Files.writeString(folder.resolve("video_bad.json"), text);

    var found = requestStore();

    assertThat(found.all()).extracting(SandboxTask::id).containsExactly("video_good");
    assertThat(found.keep(sandboxTask("video_bad", 1)).createdAt()).isEqualTo(1);
    assertThat(requestStore().find("video_bad")).isPresent();
  }

  @Test
  void theOldestAreDeletedWhenThereAreTooMany() throws IOException {
    var requestStore = requestStore();
    for (int i = 1; i <= 10 * MOST; i++) {
      requestStore.keep(sandboxTask("video_" + i, i));
    }

    assertThat(requestStore.all()).hasSizeBetween(MOST, MOST + MOST / 10);
    assertThat(requestStore.find("video_" + 10 * MOST)).isPresent();
    assertThat(requestStore.find("video_1")).isEmpty();
    assertThat(files()).isEqualTo(requestStore.all().size());
    assertThat(requestStore().all()).hasSize(MOST);
  }

  @Test
  void cardsOfTheLastDayAreKept() throws IOException {
    var requestStore = requestStore();
    for (int i = 1; i <= 3 * MOST; i++) {
      requestStore.keep(sandboxTask("video_" + i, CLOCK.millis()));
    }

    assertThat(requestStore.all()).hasSize(3 * MOST);
  }

  private RequestStore<SandboxTask> requestStore() throws IOException {
    return new RequestStore<>(folder, "video_", SandboxTask.class, CLOCK, MOST);
  }

  private static SandboxTask sandboxTask(String id, long createdAt) {
    var scene = new Scene("a cat", 64, 64, 1, false, null);
    return new SandboxTask(id, "tiny", scene, createdAt, 0, 1, null);
  }

  private long files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.count();
    }
  }
}
