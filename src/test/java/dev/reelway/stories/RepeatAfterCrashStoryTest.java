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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed after it has committed orders and before anybody has read its answers. */
class RepeatAfterCrashStoryTest {

  private static final int ORDERS = 40;
  private static final String RUN = UUID.randomUUID().toString();

  @Test
  void eachOrderIsOneJobWhoeverIsKilledMeanwhile(@TempDir Path home) throws Exception {
    var settings =
        List.of(
            "reelway.intake.hot-folder.enabled=false",
            "reelway.models.tiny[0].upstream=sandbox",
            "reelway.models.tiny[0].model=tiny");
    try (var node = Node.start(home, List.of("-Xmx256m"), settings).ready()) {
      var callers = new ArrayList<Socket>();
      for (int n = 0; n < ORDERS; n++) {
        callers.add(sent(node, n));
      }
      await().pollInterval(Duration.ofMillis(1)).until(() -> !jobs(home).isEmpty());
      node.kill();
      for (var caller : callers) {
        caller.close();
      }
    }
    var committed = jobs(home);
    assertThat(committed).isNotEmpty();

    try (var node = Node.start(home, List.of("-Xmx256m"), settings).ready()) {
      var ids = new ArrayList<String>();
      for (int n = 0; n < ORDERS; n++) {
        ids.add(answer(sent(node, n)).path("id").asText());
      }

      assertThat(ids).doesNotHaveDuplicates().containsAll(committed);
      assertThat(jobs(home)).containsExactlyInAnyOrderElementsOf(ids);
    }
  }

  private static Socket sent(Node node, int n) throws IOException {
    var order = "{\"prompt\": \"fox %d\", \"model\": \"tiny\", \"size\": \"128x72\"}".formatted(n);
    var request =
        """
        POST /sora/v1/videos HTTP/1.1
        Host: here
        Authorization: demo
        Connection: close
        Idempotency-Key: %s-%d
        Content-Type: application/json
        Content-Length: %d

        %s\
        """
            .formatted(RUN, n, order.length(), order)
            .replace("\n", "\r\n");
    var caller = new Socket("127.0.0.1", node.port());
    caller.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    return caller;
  }

  private static JsonNode answer(Socket caller) throws IOException {
    try (caller) {
      var text = new String(caller.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return Service.JSON.readTree(text.substring(text.indexOf("\r\n\r\n")));
    }
  }

  private static List<String> jobs(Path home) throws SQLException {
    try (var ledger = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("ledger.db"));
        var query = ledger.prepareStatement("select id from job")) {
      var ids = new ArrayList<String>();
      for (var row = query.executeQuery(); row.next(); ) {
        ids.add(row.getString(1));
      }
      return ids;
    }
  }
}
