package dev.reelway.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * OpenAI's own client for Node, told another base URL and nothing else. The facts stand in {@code
 * src/test/node/contract.mjs}; each line that it prints is a test here.
 */
class OpenAiNodeTest extends ClientTest {

  private static final Path SOURCES = Path.of("src/test/node");
  private static final Path PROJECT = Path.of("target/node");
  private static final Pattern NO_REGISTRY =
      Pattern.compile("ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH");
  private static final Pattern FACT = Pattern.compile("(ok|not ok) (.+?)(?:: (.*))?");

  @BeforeAll
  void install() throws Exception {
    for (var program : List.of("node", "npm")) {
      assumeTrue(Command.isThere(program), program + " is not installed here");
    }
    Files.createDirectories(PROJECT);
    for (var file : List.of("package.json", "contract.mjs")) {
      Files.copy(SOURCES.resolve(file), PROJECT.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!isInstalled()) {
      npmInstall();
    }
    assertThat(isInstalled()).isTrue();
  }

  private static void npmInstall() throws Exception {
    var words = "npm install --ignore-scripts --no-package-lock --no-audit --no-fund";
    var npm = Command.run(PROJECT, Map.of(), words.split(" "));
    assumeFalse(
        NO_REGISTRY.matcher(npm.output()).find(), () -> "npm reaches no registry: " + npm.output());
    npm.outputOfSuccess();
  }

  /** Whether the very version that is asked for lies there. */
  private static boolean isInstalled() throws IOException {
    var installed = PROJECT.resolve("node_modules/openai/package.json");
    var asked = JSON.readTree(PROJECT.resolve("package.json").toFile());
    return Files.exists(installed)
        && JSON.readTree(installed.toFile())
            .path("version")
            .equals(asked.at("/dependencies/openai"));
  }

  @Override
  String licence() {
    return "node";
  }

  @TestFactory
  Stream<DynamicTest> videos() throws Exception {
    return facts("videos");
  }

  @TestFactory
  Stream<DynamicTest> models() throws Exception {
    return facts("models");
  }

  @TestFactory
  Stream<DynamicTest> images() throws Exception {
    return facts("images");
  }

  @TestFactory
  Stream<DynamicTest> chat() throws Exception {
    return facts("chat");
  }

  @TestFactory
  Stream<DynamicTest> files() throws Exception {
    return facts("files");
  }

  @TestFactory
  Stream<DynamicTest> errors() throws Exception {
    return facts("errors");
  }

  @TestFactory
  Stream<DynamicTest> refusedImages() throws Exception {
    return facts("refused images");
  }

  @TestFactory
  Stream<DynamicTest> limits() throws Exception {
    return facts("limits");
  }

  private Stream<DynamicTest> facts(String group) throws Exception {
    var variables =
        Map.of(
            "REELWAY_URL",
            base(),
            "WAITING_CALLS",
            String.valueOf(WAITING_CALLS),
            "REELWAY_KEY",
            licence(),
            "RED_PNG",
            image("red.png", Color.RED).toString(),
            "BLUE_JPG",
            image("blue.jpg", Color.BLUE).toString(),
            "MASK_PNG",
            mask("mask.png").toString());
    var output = Command.run(PROJECT, variables, "node", "contract.mjs", group).outputOfSuccess();
    assertThat(output).as("facts of " + group).isNotBlank();
    return output.lines().toList().stream().map(OpenAiNodeTest::fact);
  }

  private static DynamicTest fact(String line) {
    var fact = FACT.matcher(line);
    assertThat(fact.matches()).as(line).isTrue();
    return dynamicTest(fact.group(2), () -> assertThat(line).startsWith("ok "));
  }
}
