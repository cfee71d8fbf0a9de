package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of prompts are dropped, and come out as films and one result a line. */
class HotFolderStoryTest extends StoryTest {

  private static final String[] TINY = {"reelway.intake.hot-folder.model=tiny"};

  @Override
  String[] settings() {
    return TINY;
  }

  @Test
  void theWelcomePromptsAreTheFirstFilm() throws IOException {
    assertThat(results(service, "welcome.txt")).hasSize(1);
  }

  @Test
  void eachPromptLineHasOneResultAndTheFileIsDone() throws IOException {
    drop(service, "three.txt", "\ufeff# a comment\r\none\r\n\r\ntwo\r\n[sandbox:fail] three");

    var results = results(service, "three.txt");

    assertThat(results)
        .extracting(line -> line.path("custom_id").asText())
        .containsExactly("line-2", "line-4", "line-5");
    assertThat(results.get(0).at("/response/body/status").asText()).isEqualTo("completed");
    assertThat(results.get(0).path("error").isNull()).isTrue();
    assertThat(results.get(2).at("/error/code").asText()).isEqualTo("failed");
    assertThat(inbox(service).resolve("done/three.txt")).exists();
    assertThat(inbox(service).resolve("three.txt")).doesNotExist();
  }

  @Test
  void aLineThatIsNoPromptIsRefusedAloneAndTheOthersRun() throws IOException {
    drop(service, "long.txt", "short\n" + "x".repeat(32_001) + "\nlast");

    var results = results(service, "long.txt");

    assertThat(results).hasSize(3);
    assertThat(results.get(1).path("response").isNull()).isTrue();
    assertThat(results.get(1).at("/error/message").asText()).contains("prompt is too long");
    assertThat(results.get(2).path("error").isNull()).isTrue();
  }

  @Test
  void aFileThatIsNoTextIsPutAsideWithTheReason() throws IOException {
    Files.write(inbox(service).resolve("binary.txt"), new byte[] {'a', (byte) 0xff, (byte) 0xfe});
    drop(service, "empty.txt", "# nothing but this\n");

    for (var name : List.of("binary.txt", "empty.txt")) {
      await().atMost(Service.PATIENCE).until(() -> exists(service, "failed/" + name));
      await()
          .atMost(Service.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(inbox(service).resolve("failed/" + name + ".reason.txt"))
                      .isNotEmptyFile());
    }
  }

  @Test
  void aSecondFileOfTheSameNameGetsANameOfItsOwn() throws IOException {
    drop(service, "again.txt", "first time");
    results(service, "again.txt");
    drop(service, "again.txt", "second time");

    var results = results(service, "again-2.txt");

    assertThat(results.getFirst().at("/response/body/prompt").asText()).isEqualTo("second time");
    assertThat(inbox(service).resolve("done/again.txt")).hasContent("first time");
  }

  @Test
  void whatIsNoPromptFileStaysWhereItIs() throws IOException {
    var names = List.of(".hidden.txt", "~$open.txt", "half.txt.part", "notes.md");
    for (var name : names) {
      Files.writeString(inbox(service).resolve(name), "a prompt");
    }
    Files.createDirectories(inbox(service).resolve("folder.txt"));
    Files.createSymbolicLink(inbox(service).resolve("link.txt"), Path.of("/etc/hostname"));
    drop(service, "after.txt", "dropped later");

    results(service, "after.txt");

    for (var name : names) {
      assertThat(inbox(service).resolve(name)).exists();
    }
    assertThat(Files.isSymbolicLink(inbox(service).resolve("link.txt"))).isTrue();
  }

  @Test
  void aRestartInTheMiddleCostsNoLineAndMakesNoneTwice(@TempDir Path home) throws IOException {
    var prompts = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      prompts.append("film ").append(i % 3).append(" [sandbox:1s]\n");
    }
    try (var before = Service.start(home, TINY)) {
      drop(before, "many.txt", prompts.toString());
      await().atMost(Service.PATIENCE).until(() -> !exists(before, "many.txt"));
    }

    try (var after = Service.start(home, TINY)) {
      var results = results(after, "many.txt");

      assertThat(results).hasSize(30).allMatch(line -> line.path("error").isNull());
      assertThat(results).extracting(line -> line.path("id").asText()).doesNotHaveDuplicates();
      try (var tasks = Files.list(home.resolve("sandbox/tasks"))) {
        assertThat(tasks.count()).isEqualTo(31);
      }
    }
  }

  private static void drop(Service service, String name, String text) throws IOException {
    var partial = inbox(service).resolve("." + name);
    Files.writeString(partial, text, StandardCharsets.UTF_8);
    Files.move(partial, inbox(service).resolve(name));
  }

  private static List<JsonNode> results(Service service, String name) throws IOException {
    var file = inbox(service).resolve("results").resolve(name + ".results.jsonl");
    await(name + " to be done")
        .atMost(Service.PATIENCE)
        .until(() -> Files.exists(file) && exists(service, "done/" + name));
    var lines = new ArrayList<JsonNode>();
    for (var line : Files.readAllLines(file)) {
      lines.add(Service.JSON.readTree(line));
    }
    return lines;
  }

  private static boolean exists(Service service, String name) {
    return Files.exists(inbox(service).resolve(name));
  }

  private static Path inbox(Service service) {
    return service.home().resolve("inbox");
  }
}
