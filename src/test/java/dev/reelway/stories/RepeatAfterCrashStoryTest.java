package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.drills.Node;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed after it has committed orders and before anybody has read its answers. */
class RepeatAfterCrashStoryTest {

  private static final int ORDERS = 40;
  private static final List<String> JVM =
      Stream.concat(Node.SHORT_LIVED.stream(), Stream.of("-Xmx256m")).toList();
  private static final String RUN = UUID.randomUUID().toString();
  private static final String IMAGE =
      "{\"prompt\": \"[sandbox:2s] a fox\", \"model\": \"sora_image\"}";

  @Test
  void eachOrderIsOneJobWhoeverIsKilledMeanwhile(@TempDir Path home) throws Exception {
    var settings =
        List.of(
            "reelway.intake.hot-folder.enabled=false",
            "reelway.models.tiny[0].upstream=sandbox",
            "reelway.models.tiny[0].model=tiny");
    try (var node = Node.start(home, JVM, settings).ready()) {
      var callers = new ArrayList<Socket>();
      callers.add(waiting(node.port()));
      await().until(() -> jobs(home, "image").size() == 1);
      for (int n = 0; n < ORDERS; n++) {
        callers.add(sent(node.port(), n));
      }
      await().pollInterval(Duration.ofMillis(1)).until(() -> !jobs(home, "video").isEmpty());
      node.kill();
      for (var caller : callers) {
        caller.close();
      }
    }
    var committed = jobs(home, "video");
    var image = jobs(home, "image");
    assertThat(committed).isNotEmpty();

    try (var service = Service.start(home, settings.toArray(String[]::new))) {
      var ids = new ArrayList<String>();
      for (int n = 0; n < ORDERS; n++) {
        ids.add(answer(sent(service.port(), n)).path("id").asText());
      }

      assertThat(ids).doesNotHaveDuplicates().containsAll(committed);
      assertThat(jobs(home, "video")).containsExactlyInAnyOrderElementsOf(ids);

      var without = sent(service.port(), "images/generations", "", IMAGE);
      assertThat(answer(without).path("id").asText()).isEqualTo(image.getFirst());
      assertThat(jobs(home, "image")).isEqualTo(image);
    }
  }

  /** A caller without a key, whose process is killed before the image is there. */
  private static Socket waiting(int port) throws IOException {
    return sent(port, "images/generations", "", IMAGE);
  }

  private static Socket sent(int port, int n) throws IOException {
    var order = "{\"prompt\": \"fox %d\", \"model\": \"tiny\", \"size\": \"128x72\"}".formatted(n);
    return sent(port, "videos", "\r\nIdempotency-Key: %s-%d".formatted(RUN, n), order);
  }

  private static Socket sent(int port, String path, String header, String order)
      throws IOException {
    var request =
        """
        POST /sora/v1/%s HTTP/1.1
        Host: localhost
        Authorization: demo
        Connection: close
        Content-Type: application/json
        Content-Length: %d%s

        %s\
        """
            .formatted(path, order.length(), header, order)
            .replaceAll("(?<!\r)\n", "\r\n");
    var caller = new Socket("127.0.0.1", port);
    caller.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    return caller;
  }

  private static JsonNode answer(Socket caller) throws IOException {
    try (caller) {
      var text = new String(caller.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return Service.JSON.readTree(text.substring(text.indexOf("\r\n\r\n")));
    }
  }

  private static List<String> jobs(Path home, String kind) throws SQLException {
    try (var ledger = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("ledger.db"));
        var query = ledger.prepareStatement("select id from job where id like ?")) {
      query.setString(1, kind + "_%");
      var ids = new ArrayList<String>();
      for (var row = query.executeQuery(); row.next(); ) {
        ids.add(row.getString(1));
      }
      return ids;
    }
  }
}
