package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.system.CapturedOutput;

/** One file keeps no other from being read, whatever is in it. */
class BoundedInboxStoryTest extends StoryTest {

  private static final int BAD = 55;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch answered = new CountDownLatch(1);
  private final HttpServer slow = started();

  @Override
  String[] settings() {
    return new String[] {
      "reelway.intake.hot-folder.model=tiny", "reelway.references.private-hosts=127.0.0.1"
    };
  }

  @AfterAll
  void stopServer() {
    answered.countDown();
    slow.stop(0);
  }

  @Test
  void filesThatAreNoTextArePutAsideAtTheFirstReading(CapturedOutput output) throws IOException {
    for (int i = 0; i < BAD; i++) {
      drop("bad-%d.json".formatted(i), new byte[] {(byte) 0xFF, (byte) 0xFE, 0x5B});
    }
    drop("good.txt", "[sandbox:never] a video under way".getBytes());

    var page = inbox().resolve("results/good.txt.report.html");
    await().atMost(Service.PATIENCE).until(() -> Files.exists(page));
    await()
        .atMost(Service.PATIENCE)
        .until(
            () ->
                IntStream.range(0, BAD)
                    .mapToObj(i -> inbox().resolve("failed/bad-%d.json".formatted(i)))
                    .allMatch(Files::exists));
    assertThat(inbox().resolve("failed/bad-7.json.reason.txt"))
        .content()
        .startsWith("Unrecognised text encoding");
    assertThat(output).doesNotContain("retrying in", " ERROR ", "could not be written");
  }

  @Test
  void aListOfSixMillionIsRefusedAndOthersAreReadMeanwhile() throws IOException {
    drop("bomb.json", ("[" + "{},".repeat(6_000_000) + "{}]").getBytes());
    drop("token.yaml", ("- prompt: " + "x".repeat(8_000_000)).getBytes());
    drop("after.txt", "a video behind the two".getBytes());

    await().atMost(Service.PATIENCE).until(() -> Files.exists(results("after.txt")));
    await().atMost(Service.PATIENCE).until(() -> reason("bomb.json").contains("50000 orders"));
    await().atMost(Service.PATIENCE).until(() -> reason("token.yaml").contains("400000"));
  }

  @Test
  void aFileWhoseImageDoesNotComeKeepsNoOtherWaiting() throws Exception {
    var image = "http://127.0.0.1:%d/a.png".formatted(slow.getAddress().getPort());
    var order = "{\"prompt\": \"from an image\", \"input_reference\": \"%s\"}".formatted(image);
    drop("slow.jsonl", order.getBytes());
    asked.await();

    drop("quick.txt", "a video behind it".getBytes());

    await().atMost(Service.PATIENCE).until(() -> Files.exists(results("quick.txt")));
    assertThat(results("slow.jsonl")).doesNotExist();
    answered.countDown();
    await()
        .atMost(Service.PATIENCE)
        .until(() -> Files.exists(inbox().resolve("results/slow.jsonl.errors.jsonl")));
  }

  private String reason(String name) throws IOException {
    var file = inbox().resolve("failed/" + name + ".reason.txt");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private Path results(String name) {
    return inbox().resolve("results/" + name + ".results.jsonl");
  }

  private void drop(String name, byte[] content) throws IOException {
    var partial = Files.write(inbox().resolve("." + name), content);
    Files.move(partial, inbox().resolve(name));
  }

  private Path inbox() {
    return service.home().resolve("inbox");
  }

  private HttpServer started() {
    try {
      var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext(
          "/",
          call -> {
            asked.countDown();
            try {
              answered.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            call.sendResponseHeaders(404, -1);
            call.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
