package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.util.FileSystemUtils;

/**
 * Files of prompts are dropped, and come out as videos and one result a line. Where the prompt does
 * not matter it is one that others have too, as the sandbox paints each video once; a comment keeps
 * the files apart.
 */
@Order(1)
class HotFolderStoryTest extends StoryTest {

  private static final String[] TINY = {"reelway.intake.hot-folder.model=tiny"};

  @Override
  String[] settings() {
    return new String[] {
      TINY[0],
      "reelway.models.small[0].upstream=sandbox",
      "reelway.models.small[0].model=small",
      "reelway.models.small[0].nearest=true",
      "reelway.models.small[0].can.seconds=1",
      "reelway.models.small[0].can.sizes=128x72,72x128",
      "reelway.models.small[0].price.second=0.25"
    };
  }

  @Test
  void theWelcomePromptsAreTheFirstVideo() throws IOException {
    assertThat(results(service, "welcome.txt")).hasSize(1);
  }

  @Test
  void eachPromptLineHasOneResultAndTheFileIsDone() throws IOException {
    drop(service, "three.txt", "\ufeff# a comment\r\none\r\n\r\ntwo\r\n[sandbox:fail] three");

    var results = results(service, "three.txt");
    var errors = errors(service, "three.txt");

    assertThat(names(results)).containsExactly("line-2", "line-4");
    assertThat(results.get(0).at("/response/body/status").asText()).isEqualTo("completed");
    assertThat(results.get(0).path("error").isNull()).isTrue();
    assertThat(service.home().resolve("outbox").resolve(results.get(0).at("/files/0").asText()))
        .isNotEmptyFile();
    assertThat(names(errors)).containsExactly("line-5");
    assertThat(errors.getFirst().at("/error/code").asText()).isEqualTo("failed");
    assertThat(done(service, "three.txt")).exists();
    assertThat(inbox(service).resolve("three.txt")).doesNotExist();
  }

  @Test
  void aLineThatIsNoPromptIsRefusedAloneAndTheOthersRun() throws IOException {
    drop(service, "long.txt", "one\n" + "x".repeat(32_001) + "\ntwo");

    var results = results(service, "long.txt");

    assertThat(names(results)).containsExactly("line-1", "line-3");
    var refused = errors(service, "long.txt").getFirst();
    assertThat(refused.path("custom_id").asText()).isEqualTo("line-2");
    assertThat(refused.path("response").isNull()).isTrue();
    assertThat(refused.at("/error/message").asText()).contains("prompt is too long");
  }

  @Test
  void aLineIsRenderedAtEachOfItsModels() throws IOException {
    drop(
        service,
        "bake-off.csv",
        """
        id,prompt,models,seconds
        ,one,tiny|small,
        b,two,small|tiny|none,
        """);

    var results = results(service, "bake-off.csv");

    assertThat(names(results)).containsExactly("line-2:tiny", "line-2:small", "b:small", "b:tiny");
    assertThat(results)
        .extracting(one -> one.at("/response/body/model").asText())
        .containsExactly("tiny", "small", "small", "tiny");
    assertThat(results)
        .extracting(one -> one.at("/response/body/cost/amount").asText())
        .containsExactly("", "0.25", "0.25", "");
    assertThat(results).extracting(one -> one.path("id")).doesNotHaveDuplicates();
    var refused = errors(service, "bake-off.csv");
    assertThat(names(refused)).containsExactly("b:none");
    assertThat(refused.getFirst().at("/error/line").asInt()).isEqualTo(3);
    assertThat(refused.getFirst().at("/error/param").asText()).isEqualTo("model");
    assertThat(inbox(service).resolve("results/bake-off.csv.report.html"))
        .content()
        .contains(" · cost: 0.5 USD</p>", "<small>0.25 USD</small>");
  }

  @Test
  void aFileThatIsNoTextIsPutAsideWithTheReason() throws IOException {
    Files.write(inbox(service).resolve("binary.txt"), new byte[] {'P', 'K', 3, 4, 0, 0, 8, 0});
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
  void aReportPageShowsTheProgressOfAFileFromTheStart() throws IOException {
    drop(
        service,
        "<b>page.csv",
        """
        id,prompt,seconds
        quick,a <script>fox</script>,
        slow,a lynx [sandbox:5s],
        odd,an owl,77
        """);
    var page = inbox(service).resolve("results/<b>page.csv.report.html");

    await().atMost(Service.PATIENCE).until(() -> Files.exists(page));
    assertThat(page).content().contains("http-equiv=\"refresh\"");
    results(service, "<b>page.csv");

    assertThat(page)
        .content()
        .doesNotContain("http-equiv=\"refresh\"", "<script", "<b>page")
        .contains(
            "<b>3</b> orders",
            "<b>2</b> done",
            "quick",
            "slow",
            "a &lt;script&gt;fox&lt;/script&gt;")
        .contains("seconds must be a whole number from 1 to 60");
    var video = Pattern.compile("<a class=\"t\" href=\"([^\"]+)\"").matcher(Files.readString(page));
    assertThat(video.find()).isTrue();
    assertThat(page.resolveSibling(video.group(1))).isNotEmptyFile();
    var small = Pattern.compile("<img [^>]*src=\"([^\"]+)\"").matcher(Files.readString(page));
    assertThat(small.find()).isTrue();
    assertThat(page.resolveSibling(small.group(1))).isNotEmptyFile();
  }

  @Test
  void aReportPageSaysWhyAFileFailed() throws IOException {
    drop(service, "loud.csv", "volume\n11\n");

    assertThat(reason("loud.csv")).startsWith("The first line must contain column names");
    assertThat(inbox(service).resolve("results/loud.csv.report.html"))
        .content()
        .contains("no job was created", "The first line must contain column names");
  }

  @Test
  void aFileMayBeCalledAnything() throws IOException {
    var names =
        List.of(
            " two  spaces .txt",
            "🎬.txt",
            "new\nline.txt",
            "-rf.txt",
            "${env:HOME}.txt",
            "%s%n.txt",
            "caf\u00e9.txt",
            "cafe\u0301.txt",
            "a.b.txt");
    for (var name : names) {
      drop(service, name, "# " + name.replace("\n", " ") + "\none");
    }

    for (var name : names) {
      assertThat(results(service, name)).as(name).hasSize(1);
    }
  }

  @Test
  void aNameAsLongAsNamesMayBeIsCutForWhatLiesBeside() throws IOException {
    var name = "x".repeat(251) + ".txt";
    Files.writeString(service.home().resolve("staged"), "# a very long name\none");
    Files.move(service.home().resolve("staged"), inbox(service).resolve(name));

    assertThat(results(service, "x".repeat(180) + ".txt")).hasSize(1);
  }

  /** Half a character can be said in JSON, and written nowhere. */
  @Test
  void halfACharacterCostsNoResult() throws IOException {
    drop(
        service,
        "half.jsonl",
        """
        {"id": "half \\ud83e", "prompt": "one"}
        {"id": "whole", "prompt": "two"}
        {"id": "cut", "prompt": "three", "model": "no \\ud83e such"}
        """);

    assertThat(names(results(service, "half.jsonl"))).containsExactly("half ?", "whole");
    assertThat(names(errors(service, "half.jsonl"))).containsExactly("cut");
  }

  @Test
  void aSecondFileOfTheSameNameGetsANameOfItsOwn() throws IOException {
    drop(service, "again.txt", "# first time\none");
    results(service, "again.txt");
    drop(service, "again.txt", "# second time\ntwo");

    var results = results(service, "again-2.txt");

    assertThat(results.getFirst().at("/response/body/prompt").asText()).isEqualTo("two");
    assertThat(done(service, "again.txt")).hasContent("# first time\none");
  }

  @Test
  void aTableIsRenderedRowByRowAsItSays() throws Exception {
    var text =
        """
        id;prompt;model;orientation;seconds;n
        dawn;"a cat; at dawn";sora_video2;landscape;15;
        still;an image of it;sora_image;;;2
        odd;too long;sora_video2;;30;
        dawn;again;;;;
        """;
    Files.write(inbox(service).resolve("videos.csv"), text.getBytes(StandardCharsets.UTF_16));

    var results = results(service, "videos.csv");

    assertThat(names(results)).containsExactly("dawn", "still");
    assertThat(results.get(0).at("/response/body/size").asText()).isEqualTo("1280x720");
    assertThat(results.get(0).at("/response/body/seconds").asText()).isEqualTo("15");
    assertThat(results.get(1).at("/response/body/data")).hasSize(2);
    assertThat(results.get(1).path("files")).hasSize(2);
    assertThat(opened(results.get(0).at("/response/body/url"))).isEqualTo("video/mp4");
    assertThat(opened(results.get(1).at("/response/body/data/1/url"))).isEqualTo("image/png");
    assertThat(errors(service, "videos.csv").stream().map(one -> one.at("/error/message").asText()))
        .containsExactly(
            "seconds must be one of 10, 15, 25", "custom_id 'dawn' is already used on line 2");
  }

  private String opened(JsonNode link) throws Exception {
    assertThat(link.asText()).startsWith("http://127.0.0.1:");
    var file = service.bytes(service.bare(URI.create(link.asText()).getPath()));
    return file.headers().firstValue("Content-Type").orElse("");
  }

  @Test
  void aFileForOpenAisBatchApiRuns() throws IOException {
    drop(
        service,
        "batch.jsonl",
        """
        {"custom_id":"v","method":"POST","url":"/v1/videos","body":{"model":"sora-2","prompt":"v","seconds":"8"}}
        {"custom_id":"i","method":"POST","url":"/v1/images/generations","body":{"prompt":"i"}}
        {"custom_id":"x","method":"GET","url":"/v1/videos","body":{"prompt":"x"}}
        """);

    assertThat(names(results(service, "batch.jsonl"))).containsExactly("v", "i");
    assertThat(errors(service, "batch.jsonl").getFirst().at("/error/param").asText())
        .isEqualTo("method");
  }

  @Test
  void aRowMayStartFromAnImageBesideTheFile() throws IOException {
    Files.write(inbox(service).resolve("fox 狐.png"), png(640, 360));
    Files.writeString(inbox(service).resolve("notes.md"), "no image");
    drop(
        service,
        "illustrated.csv",
        """
        id,prompt,image,model
        video,it walks,fox 狐.png,
        still,in snow,fox 狐.png,sora_image
        none,it walks,lynx.png,
        out,it walks,../ledger.db,
        text,it walks,notes.md,
        plain,it walks,,
        """);

    var results = results(service, "illustrated.csv");

    assertThat(names(results)).containsExactly("video", "still", "plain");
    assertThat(sidecar(results.getFirst()).at("/order/references")).hasSize(1);
    assertThat(sidecar(results.getLast()).at("/order/references")).isEmpty();
    assertThat(errors(service, "illustrated.csv"))
        .hasSize(3)
        .allMatch(one -> one.at("/error/param").asText().equals("image"));
    assertThat(inbox(service).resolve("fox 狐.png")).exists();
  }

  private JsonNode sidecar(JsonNode result) throws IOException {
    var key = result.at("/files/0").asText().replaceFirst("\\.[a-z0-9]+$", ".json");
    return Service.JSON.readTree(Files.readString(service.home().resolve("outbox").resolve(key)));
  }

  private static byte[] png(int width, int height) throws IOException {
    var png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", png);
    return png.toByteArray();
  }

  @Test
  void whatOrdersLeaveOpenTheOptionsSay() throws IOException {
    Files.writeString(
        inbox(service).resolve("wide.options.yaml"),
        "model: sora_video2\nsize: 1280x720\nseconds: 15\n");
    drop(service, "wide.yaml", "- one\n- {prompt: two, orientation: portrait, duration: 10}\n");

    var results = results(service, "wide.yaml");

    assertThat(results.stream().map(one -> one.at("/response/body/size").asText()))
        .containsExactly("1280x720", "720x1280");
    assertThat(results.stream().map(one -> one.at("/response/body/seconds").asText()))
        .containsExactly("15", "10");
    assertThat(done(service, "wide.yaml.options.yaml")).exists();
  }

  @Test
  void anUnknownOptionPutsTheFileAside() throws IOException {
    Files.writeString(inbox(service).resolve("loud.txt.options.yaml"), "volume: 11\n");
    drop(service, "loud.txt", "one");

    assertThat(reason("loud.txt"))
        .startsWith("Options file: unknown option 'volume'. Known options: force, models, ");
  }

  @Test
  void theNearestOptionIsSuggested() throws IOException {
    Files.writeString(inbox(service).resolve("misspelt.txt.options.yaml"), "secnds: 10\n");
    drop(service, "misspelt.txt", "one");

    assertThat(reason("misspelt.txt"))
        .startsWith("Options file: unknown option 'secnds'. Did you mean seconds? Known");
  }

  @Test
  void theSameContentIsRenderedOnceUnlessForced() throws IOException {
    drop(service, "once.txt", "# the very same\none");
    results(service, "once.txt");
    drop(service, "twice.txt", "# the very same\none");

    assertThat(reason("twice.txt")).startsWith("Duplicate file: once.txt, dropped on ");

    Files.writeString(inbox(service).resolve("thrice.txt.options.yaml"), "force: true\n");
    drop(service, "thrice.txt", "# the very same\none");
    assertThat(results(service, "thrice.txt")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"stop.txt, stop.txt.cancel", "halt.txt, halt.cancel"})
  void aCancelledBatchEndsAndIsReported(String name, String cancel) throws IOException {
    var last = "the last of " + name;
    drop(service, name, "one [sandbox:never]\none [sandbox:never]\n" + last);
    await().atMost(Service.PATIENCE).until(() -> completed().contains(last));

    drop(service, cancel, "");

    assertThat(names(results(service, name))).containsExactly("line-3");
    assertThat(errors(service, name))
        .extracting(one -> one.at("/error/code").asText())
        .containsExactly("cancelled", "cancelled");
    await().atMost(Service.PATIENCE).until(() -> !exists(service, cancel));
  }

  /** The prompts of the videos that are done. */
  private List<String> completed() throws IOException, InterruptedException {
    return Service.json(service.get("/sora/v1/videos?limit=100"))
        .path("data")
        .valueStream()
        .filter(video -> video.path("status").asText().equals("completed"))
        .map(video -> video.path("prompt").asText())
        .toList();
  }

  private String reason(String name) throws IOException {
    var file = inbox(service).resolve("failed/" + name + ".reason.txt");
    await(name + " to be put aside")
        .atMost(Service.PATIENCE)
        .until(() -> exists(service, "failed/" + name));
    return Files.readString(file);
  }

  @Test
  void whatIsNoPromptFileStaysWhereItIs() throws IOException {
    var names = List.of(".hidden.txt", "~$open.txt", "half.txt.part", "notes.md");
    for (var name : names) {
      Files.writeString(inbox(service).resolve(name), "a prompt");
    }
    Files.createDirectories(inbox(service).resolve("folder.txt"));
    Files.createSymbolicLink(inbox(service).resolve("link.txt"), Path.of("/etc/hostname"));
    drop(service, "after.txt", "# dropped later\none");

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
      prompts.append("video ").append(i % 3).append(" [sandbox:1s]\n");
    }
    Files.createDirectories(home.resolve("inbox"));
    try (var before = Service.start(home, TINY)) {
      drop(before, "many.txt", prompts.toString());
      await().atMost(Service.PATIENCE).until(() -> !exists(before, "many.txt"));
    }

    try (var after = Service.start(home, TINY)) {
      var results = results(after, "many.txt");

      assertThat(results).hasSize(30).allMatch(line -> line.path("error").isNull());
      assertThat(results).extracting(line -> line.path("id").asText()).doesNotHaveDuplicates();
      try (var tasks = Files.list(home.resolve("sandbox/tasks"))) {
        assertThat(tasks.count()).isEqualTo(30);
      }
    }
  }

  /** A copy would be made at each look, and each would be read and paid. */
  @Test
  void aFileThatCannotBeRenamedIsNotCopied(@TempDir Path home, CapturedOutput log)
      throws Exception {
    var otherDisk = Path.of("/dev/shm");
    assumeTrue(
        Files.isDirectory(otherDisk)
            && !Files.getFileStore(otherDisk).equals(Files.getFileStore(home)));
    var working = Files.createTempDirectory(otherDisk, "working");
    Files.createDirectories(home.resolve("inbox"));
    Files.createSymbolicLink(home.resolve("inbox/working"), working);
    try (var own = Service.start(home, TINY)) {
      drop(own, "shared.txt", "a fox that stays");
      await()
          .atMost(Service.PATIENCE)
          .until(() -> log.getAll().contains("shared.txt in the inbox hot-folder"));

      assertThat(inbox(own).resolve("shared.txt")).exists();
      try (var files = Files.walk(working)) {
        assertThat(files.filter(Files::isRegularFile)).isEmpty();
      }
      assertThat(Service.json(own.get("/sora/v1/videos")).path("data")).isEmpty();
    } finally {
      FileSystemUtils.deleteRecursively(working);
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
        .until(() -> Files.exists(file) && Files.exists(done(service, name)));
    return lines(file);
  }

  private static List<JsonNode> errors(Service service, String name) throws IOException {
    return lines(inbox(service).resolve("results").resolve(name + ".errors.jsonl"));
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    var lines = new ArrayList<JsonNode>();
    for (var line : Files.readAllLines(file)) {
      lines.add(Service.JSON.readTree(line));
    }
    return lines;
  }

  private static List<String> names(List<JsonNode> results) {
    return results.stream().map(line -> line.path("custom_id").asText()).toList();
  }

  /** Where a file lies that was dropped today, or shortly before midnight. */
  private static Path done(Service service, String name) {
    var today = LocalDate.now(ZoneOffset.UTC);
    var done = inbox(service).resolve("done");
    var here = done.resolve(today + "/" + name);
    return Files.exists(here) ? here : done.resolve(today.minusDays(1) + "/" + name);
  }

  private static boolean exists(Service service, String name) {
    return Files.exists(inbox(service).resolve(name));
  }

  private static Path inbox(Service service) {
    return service.home().resolve("inbox");
  }
}
