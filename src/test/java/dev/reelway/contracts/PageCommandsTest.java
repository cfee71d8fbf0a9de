package dev.reelway.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.reelway.api.AdminConnector;
import dev.reelway.docs.Page;
import dev.reelway.docs.Page.Snippet;
import dev.reelway.stories.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each command and each dropped file that a page marks as run, from the top of the page to its end,
 * against a started service: as it stands there, but for its ports. {@code $ID} is what the answer
 * before called its {@code id}. The pages on adding an upstream and a sink are run by
 * AddAnUpstreamTest.
 */
class PageCommandsTest extends ClientTest {

  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([^\"]+)\"");
  private static final List<String> DROPPED =
      List.of("first.txt", "shots.txt", "table.csv", "orders.jsonl", "night.txt");

  private static final String ADMIN_KEY = "an admin key of the tests of pages";

  private final Map<String, String> variables = new HashMap<>();

  /** What is ordered on the pages is made here as small as can be. */
  @Override
  String[] more() {
    return new String[] {
      "reelway.models.sora_video2[0].upstream=sandbox",
      "reelway.models.sora_video2[0].model=small",
      "reelway.models.sora_video2[0].nearest=true",
      "reelway.models.sora_video2[0].can.sizes=128x72",
      "reelway.models.sora_video2[0].can.seconds=1",
      "reelway.intake.hot-folder.model=sora_video2",
      "reelway.admin-key=" + ADMIN_KEY,
      "reelway.admin.port=0"
    };
  }

  @BeforeAll
  void prepareTheShell() throws IOException {
    assumeTrue(Command.isThere("curl"), "curl is not installed here");
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "sh is not installed here");
    Files.writeString(
        folder.resolve(".curlrc"), "silent\nshow-error\nfail-with-body\nnoproxy = \"*\"\n");
    Files.createSymbolicLink(folder.resolve("data"), service.home());
    variables.put("CURL_HOME", folder.toString());
    variables.put("ADMIN_KEY", ADMIN_KEY);
  }

  @TestFactory
  Stream<DynamicTest> everyCommandThatIsMarkedAsRunRuns() {
    var all =
        Page.all().stream()
            .filter(page -> !page.path().getFileName().toString().matches("add-a.*|.*zh-CN.*"))
            .flatMap(page -> page.snippets().stream())
            .filter(Snippet::isRun)
            .map(one -> dynamicTest(one.toString(), () -> run(one)));
    return Stream.concat(all, Stream.of(dynamicTest("each dropped file is done", this::done)));
  }

  private void run(Snippet one) throws Exception {
    if (!one.about().equals("shell")) {
      Files.writeString(folder.resolve(one.about()), one.text());
      return;
    }
    var script =
        one.text()
            .replace("http://127.0.0.1:8080/sora", seed())
            .replace("http://127.0.0.1:9876", "http://127.0.0.1:" + service.managementPort())
            .replace("http://127.0.0.1:9877", admin());
    Files.writeString(folder.resolve("example.sh"), "set -e\n" + script);
    var said = Command.run(folder, variables, "sh", "example.sh").outputOfSuccess();
    var id = ID.matcher(said);
    if (id.find()) {
      variables.put("ID", id.group(1));
    }
  }

  private String admin() {
    return service.bean(AdminConnector.class).address().orElseThrow().toString();
  }

  private void done() {
    var inbox = service.home().resolve("inbox");
    await()
        .atMost(Service.PATIENCE)
        .untilAsserted(() -> assertThat(names(inbox.resolve("done"))).containsAll(DROPPED));
    assertThat(inbox.resolve("failed")).doesNotExist();
  }

  private static List<String> names(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.walk(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
