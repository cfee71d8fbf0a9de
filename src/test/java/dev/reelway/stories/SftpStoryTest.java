package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reelway.sink.SftpStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;

/** Videos go to an SFTP server, and are watched and deleted from there. */
class SftpStoryTest extends StoryTest {

  private final SftpStore server;

  SftpStoryTest(@TempDir Path folder) throws Exception {
    server = SftpStore.start(folder);
  }

  @Override
  String[] settings() {
    return server.settings();
  }

  @AfterAll
  void stopTheServer() throws IOException {
    service.close();
    server.close();
  }

  @Test
  void aVideoIsWatchedFromTheServerWholeAndInRanges() throws Exception {
    var id = service.order("A kite over dunes");
    assertThat(service.ended(id).path("status").asText()).isEqualTo("completed");
    var path = "/sora/v1/videos/" + id + "/content";

    var whole = service.bytes(service.request(path));
    var part = service.bytes(service.request(path).header("Range", "bytes=100-199"));
    var two = service.bytes(service.request(path).header("Range", "bytes=0-9,20-29"));
    var head = service.bytes(service.request(path).HEAD());
    var thumbnail = service.bytes(service.request(path + "?variant=thumbnail"));

    assertThat(new String(whole.body(), 4, 4, StandardCharsets.ISO_8859_1)).isEqualTo("ftyp");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole.body(), 100, 200));
    assertThat(two.headers().firstValue("Content-Type").orElse(""))
        .startsWith("multipart/byteranges");
    assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(whole.body().length);
    assertThat(thumbnail.headers().firstValue("Content-Type")).hasValue("image/webp");
    assertThat(namesOf(id)).containsExactlyInAnyOrder(id + ".mp4", id + ".json", id + ".webp");
    assertThat(service.home().resolve("outbox")).doesNotExist();
  }

  @Test
  void anUnavailableServerDelaysAVideoAndLosesNone(CapturedOutput output) throws Exception {
    server.goAway();
    var id = service.order("A slow train");
    await().atMost(Service.PATIENCE).until(() -> output.getOut().contains("cannot be reached."));
    assertThat(service.video(id).path("status").asText()).isEqualTo("in_progress");

    server.comeBack();

    assertThat(service.ended(id).path("status").asText()).isEqualTo("completed");
    assertThat(namesOf(id)).hasSize(3);
  }

  @Test
  void anUnavailableServerIsReportedAsSuchAndRetriedLater() throws Exception {
    var id = service.order("A harbour");
    service.ended(id);
    var path = "/sora/v1/videos/" + id + "/content";

    server.goAway();
    var away = service.get(path);
    server.comeBack();

    assertThat(away.statusCode()).isEqualTo(503);
    assertThat(away.headers().firstValue("Retry-After")).hasValue("5");
    assertThat(Service.json(away).at("/error/code").asText()).isEqualTo("storage_away");
    assertThat(service.get(path).statusCode()).isEqualTo(200);
  }

  @Test
  void deletingEmptiesTheServerOfTheVideo() throws Exception {
    var id = service.order("A short video");
    service.ended(id);
    assertThat(namesOf(id)).hasSize(3);

    var answer = service.send(service.request("/sora/v1/videos/" + id).DELETE());

    assertThat(Service.json(answer).path("deleted").asBoolean()).isTrue();
    await().atMost(Service.PATIENCE).until(() -> namesOf(id).isEmpty());
  }

  private List<String> namesOf(String id) throws IOException {
    return server.keys().stream()
        .filter(key -> key.contains(id))
        .map(key -> key.substring(key.lastIndexOf('/') + 1))
        .toList();
  }
}
