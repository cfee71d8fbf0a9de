package dev.reelway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.contracts.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the scripts of {@code src/deploy} decide before they do anything that takes long. */
class DeployScriptsTest {

  private static final Path DEPLOY = Path.of("src/deploy").toAbsolutePath();
  private static final String JAVA = System.getProperty("java.home");

  private final Path folder;

  DeployScriptsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @CsvSource({"linux-x86_64, amd64", "linux-arm64, arm64"})
  void thePackageIsForTheProcessorThatItsJarIsFor(String platform, String architecture)
      throws Exception {
    needs("dpkg-deb", "unzip");

    var made = makeDeb(jar("1.0.0-SNAPSHOT", platform)).outputOfSuccess().strip();

    assertThat(made).isEqualTo("reelway_1.0.0~snapshot_" + architecture + ".deb");
    var field = Command.run(folder, Map.of(), "dpkg-deb", "--field", made, "Architecture");
    assertThat(field.outputOfSuccess().strip()).isEqualTo(architecture);
  }

  /** One that was removed is disabled, and would be gone after the next start of the machine. */
  @ParameterizedTest
  @CsvSource({
    "is-enabled, Restart Reelway",
    "is-active, Restart Reelway",
    "neither, systemctl enable --now reelway"
  })
  void thePackageSaysToEnableAServiceThatIsNotEnabled(String state, String said) throws Exception {
    needs("dpkg-deb", "unzip");
    var made = makeDeb(jar("1.0.0", "linux-x86_64")).outputOfSuccess().strip();
    Command.run(folder, Map.of(), "dpkg-deb", "--control", made, "scripts").outputOfSuccess();
    var fakes = Files.createDirectory(folder.resolve("bin"));
    program(fakes.resolve("getent"), "exit 0");
    program(fakes.resolve("systemctl"), "[ $1 = %s ] || [ $1 = daemon-reload ]".formatted(state));
    var path = Map.of("PATH", fakes + ":" + System.getenv("PATH"));

    var configured = Command.run(folder, path, "sh", "scripts/postinst", "configure", "1.0.0");

    assertThat(configured.outputOfSuccess()).contains(said);
  }

  @Test
  void thereIsNoPackageForAnotherSystem() throws Exception {
    needs("dpkg-deb", "unzip");

    var refused = makeDeb(jar("1.0.0", "macosx-arm64"));

    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.output()).contains("has FFmpeg for macosx-arm64: make it with");
  }

  @Test
  void anAppIsNotMadeOfAJarForAnotherPlatform() throws Exception {
    needs("bash");
    var jar = jar("1.0.0", "windows-arm64").toString();
    var script = DEPLOY.resolve("container/make-app.sh").toString();

    var refused = Command.run(folder, Map.of("JAVA_HOME", JAVA), "bash", script, jar, "app");

    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.output()).contains("has FFmpeg for windows-arm64, and this machine is");
    assertThat(folder.resolve("app")).doesNotExist();
  }

  /** It would work off the orders of that service, with its keys. */
  @Test
  void theTrialOfAnAppIsNoNodeOfTheServiceWhoseFolderItIsMadeIn() throws Exception {
    needs("bash");
    var jar = jar("1.0.0", platform()).toString();
    var script = DEPLOY.resolve("container/make-app.sh").toString();
    var variables = Map.of("JAVA_HOME", jdk(), "SPRING_DATASOURCE_URL", "jdbc:of-the-service");

    var made = Command.run(folder, variables, "bash", script, jar, "app");

    assertThat(made.status()).isEqualTo(1);
    assertThat(made.output())
        .contains("The trial has made no video", "--spring.config.location=classpath:/")
        .containsPattern("started in /.+")
        .doesNotContain("jdbc:of-the-service", "started in " + folder.toRealPath() + "\n");
  }

  /** A JDK whose runtimes tell where and with what they are started, and end. */
  private String jdk() throws IOException {
    var bin = Files.createDirectories(folder.resolve("jdk/bin"));
    program(bin.resolve("jar"), "exec %s/bin/jar \"$@\"".formatted(JAVA));
    program(bin.resolve("java"), "");
    program(
        bin.resolve("started"),
        "[ $1 = -version ] || { echo \"started in $(pwd -P)\"; env; echo \"$@\"; }");
    program(
        bin.resolve("jlink"),
        "for to; do :; done; mkdir -p $to/bin; cp %s/started $to/bin/java".formatted(bin));
    return bin.getParent().toString();
  }

  private static String platform() {
    Assumptions.assumeTrue(System.getProperty("os.name").equals("Linux"), "needs Linux");
    var processor = System.getProperty("os.arch");
    return switch (processor) {
      case "amd64" -> "linux-x86_64";
      case "aarch64" -> "linux-arm64";
      default -> "linux-" + processor;
    };
  }

  @ParameterizedTest
  @CsvSource({
    "'', -XX:+UseParallelGC -XX:MaxRAMPercentage=60",
    "-Xss1m, -XX:+UseParallelGC -XX:MaxRAMPercentage=60",
    "-Xmx1g, -XX:+UseParallelGC",
    "-XX:MaxRAMPercentage=30, -XX:+UseParallelGC",
    "-XX:+UseSerialGC -Xmx256m, ''",
  })
  void anOptionOfTheOperatorTakesThePlaceOfOurs(String given, String ours) throws Exception {
    needs("bash");
    var java = Files.createDirectories(folder.resolve("java/bin")).resolve("java");
    program(java, "echo \"$@\"");
    Files.writeString(folder.resolve("run.sh"), runScript());

    var options = Map.of("JAVA_TOOL_OPTIONS", given);
    var run = Command.run(folder, options, "sh", "run.sh", "--one").outputOfSuccess();

    assertThat(run.strip())
        .startsWith((ours + " -XX:+ExitOnOutOfMemoryError").strip())
        .endsWith("app/reelway.jar --one");
  }

  /** What make-app.sh writes as run.sh. */
  private static String runScript() throws IOException {
    var script = Files.readString(DEPLOY.resolve("container/make-app.sh"));
    int start = script.indexOf("<<'RUN'\n") + "<<'RUN'\n".length();
    return script.substring(start, script.indexOf("\nRUN\n", start) + 1);
  }

  private Command makeDeb(Path jar) throws IOException, InterruptedException {
    var script = DEPLOY.resolve("debian/make-deb.sh").toString();
    return Command.run(folder, Map.of(), "sh", script, jar.toString());
  }

  /** A jar of this version that has FFmpeg's libraries for a platform. */
  private Path jar(String version, String platform) throws IOException {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
    var jar = folder.resolve("reelway.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (var library : new String[] {"ffmpeg-8.0-1.5", "ffmpeg-8.0-1.5-" + platform}) {
        out.putNextEntry(new JarEntry("BOOT-INF/lib/" + library + ".jar"));
      }
    }
    return jar;
  }

  private static void program(Path file, String line) throws IOException {
    Files.writeString(file, "#!/bin/sh\n%s\n".formatted(line));
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static void needs(String... programs) {
    for (var program : programs) {
      boolean there = Command.isThere(program, program.equals("unzip") ? "-v" : "--version");
      Assumptions.assumeTrue(there, "needs " + program);
    }
  }
}
