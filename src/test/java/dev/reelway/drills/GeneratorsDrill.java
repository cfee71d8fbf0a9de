package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reelway.contracts.Command;
import dev.reelway.stories.Service;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Clients of four kinds that are generated from the served OpenAPI document: each compiles, makes a
 * video, those in Java also an image, and reads them. Those in Java are generated from the
 * description without forms, as they send forms with all files or none.
 */
@TestInstance(Lifecycle.PER_CLASS)
class GeneratorsDrill {

  private static final Path CLIENTS = Path.of("src/test/clients");
  private static final Path FOLDER = Path.of("target/clients/generated");

  private Service service;

  @BeforeAll
  void start(@TempDir Path home) throws Exception {
    service =
        Service.start(
            home,
            "reelway.models.tiny_image[0].upstream=sandbox",
            "reelway.models.tiny_image[0].model=sora_image");
    Files.createDirectories(FOLDER);
    store("api.yaml", "/sora/openapi.yaml");
    store("json-api.yaml", "/sora/openapi.yaml?bodies=json");
  }

  private void store(String name, String path) throws Exception {
    Files.writeString(FOLDER.resolve(name), service.send(service.bare(path)).body());
  }

  @BeforeEach
  void installed() throws Exception {
    assumeTrue(NodePackages.isThere() && MavenClient.isThere());
    NodePackages.installed(CLIENTS.resolve("generated"), FOLDER);
  }

  @AfterAll
  void stop() {
    service.close();
  }

  @Test
  void theDocumentHasNoErrors() throws Exception {
    Files.writeString(FOLDER.resolve(".spectral.json"), "{\"extends\": [\"spectral:oas\"]}");

    var found = run("node_modules/.bin/spectral", "lint", "-r", ".spectral.json", "api.yaml");

    assertThat(found).contains("(0 errors,");
  }

  @ParameterizedTest
  @CsvSource({"types", "fetch"})
  void aClientInTypeScriptIsUsed(String kind) throws Exception {
    if (kind.equals("types")) {
      run("node_modules/.bin/openapi-typescript", "api.yaml", "-o", "api.d.ts");
    } else {
      generate("api.yaml", "typescript-fetch", "fetch", "importFileExtension=.js");
    }
    Files.copy(
        CLIENTS.resolve("generated").resolve(kind + ".ts"),
        FOLDER.resolve(kind + ".ts"),
        StandardCopyOption.REPLACE_EXISTING);

    run(
        Stream.concat(
                Stream.of("node_modules/.bin/tsc", "--strict", "--skipLibCheck"),
                Stream.of(
                    "--target es2022 --module nodenext --lib es2022,dom --outDir js".split(" ")))
            .toList(),
        kind + ".ts");

    used(
        "tiny",
        NodePackages.node(),
        FOLDER.resolve("js").resolve(kind + ".js").toAbsolutePath() + "");
  }

  @ParameterizedTest
  @CsvSource({"native, GeneratedNative", "okhttp-gson, GeneratedOkHttp"})
  void aClientInJavaIsUsed(String library, String program) throws Exception {
    generate(
        "json-api.yaml", "java", library, "useSingleRequestParameter=true", "--library", library);
    var classPath = MavenClient.classPath(CLIENTS.resolve("generated"), FOLDER);
    var words = new ArrayList<>(List.of(MavenClient.tool("javac"), "-nowarn", "-proc:none"));
    words.addAll(List.of("-d", library + "-classes", "-cp", classPath));
    try (var sources = Files.walk(FOLDER.resolve(library).resolve("src/main/java"))) {
      sources
          .filter(Files::isRegularFile)
          .forEach(file -> words.add(FOLDER.relativize(file).toString()));
    }

    run(words, CLIENTS.resolve("java").resolve(program + ".java").toAbsolutePath().toString());

    var path = library + "-classes" + File.pathSeparator + classPath;
    used("tiny", MavenClient.tool("java"), "-cp", path, program);
  }

  private static void generate(
      String document, String kind, String folder, String properties, String... more)
      throws Exception {
    var generator = MavenClient.classPath(CLIENTS.resolve("generator"), FOLDER);
    var words = new ArrayList<>(List.of(MavenClient.tool("java"), "-cp", generator));
    words.addAll(List.of("org.openapitools.codegen.OpenAPIGenerator", "generate"));
    words.addAll(List.of("-i", document, "-g", kind, "-o", folder));
    words.addAll(List.of("--additional-properties", properties));
    words.addAll(
        List.of(
            "--global-property", "apis,models,supportingFiles,apiTests=false,modelTests=false"));
    words.addAll(List.of(more));
    run(words);
  }

  private void used(String model, String... words) throws IOException, InterruptedException {
    var base = "http://127.0.0.1:%d/sora".formatted(service.port());
    var all = Stream.concat(Stream.of(words), Stream.of(base, model));

    assertThat(run(all.toList()).strip()).matches("(?s)ok video_[0-9a-f]{32}");
  }

  private static String run(List<String> words, String... more)
      throws IOException, InterruptedException {
    return run(Stream.concat(words.stream(), Stream.of(more)).toArray(String[]::new));
  }

  private static String run(String... words) throws IOException, InterruptedException {
    return Command.run(FOLDER, Map.of(), words).outputOfSuccess();
  }
}
