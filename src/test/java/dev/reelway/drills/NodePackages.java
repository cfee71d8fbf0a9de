package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.contracts.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Packages of npm, installed below {@code target} in the versions that are asked for. */
final class NodePackages {

  /** Newer clients need Node 22. The registry has its program as a package for each platform. */
  private static final String NODE = "22.23.3";

  private static final String INSTALL =
      "npm install --ignore-scripts --no-package-lock --no-audit --no-fund --loglevel=error";

  private NodePackages() {}

  static boolean isThere() {
    return Command.isThere("node") && Command.isThere("npm");
  }

  /** A Node that runs all clients: the machine's own if it is new enough. */
  static String node() throws IOException, InterruptedException {
    var own = Command.run(Path.of("."), Map.of(), "node", "--version").outputOfSuccess().strip();
    return Integer.parseInt(own.substring(1, own.indexOf('.'))) >= 22 ? "node" : packaged();
  }

  private static String packaged() throws IOException, InterruptedException {
    var folder = Path.of("target/clients/node");
    var print = "console.log(`node-${process.platform}-${process.arch}`)";
    var name = Command.run(Path.of("."), Map.of(), "node", "-e", print).outputOfSuccess().strip();
    var program = folder.resolve("node_modules").resolve(name).resolve("bin/node");
    if (!Files.exists(program)) {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("package.json"), "{\"private\": true}");
      npm(folder, name + "@" + NODE);
    }
    return program.toAbsolutePath().toString();
  }

  /** Copies a folder's package.json and all programs to another folder, and installs there. */
  static Path installed(Path folder, Path target) throws IOException, InterruptedException {
    Files.createDirectories(target);
    var asked = Files.readString(folder.resolve("package.json"));
    var there = target.resolve("package.json");
    boolean isNew = !Files.exists(there) || !Files.readString(there).equals(asked);
    Files.writeString(there, asked);
    copy(Path.of("src/test/clients"), target);
    copy(Path.of("src/test/node"), target);
    if (isNew || !Files.exists(target.resolve("node_modules"))) {
      npm(target);
    }
    return target.toAbsolutePath();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var programs = Files.newDirectoryStream(from, "*.mjs")) {
      for (var program : programs) {
        Files.copy(program, to.resolve(program.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static void npm(Path folder, String... packages)
      throws IOException, InterruptedException {
    var words = new ArrayList<>(List.of(INSTALL.split(" ")));
    words.addAll(Arrays.asList(packages));
    Command.run(folder, Map.of(), words.toArray(String[]::new)).outputOfSuccess();
    assertThat(folder.resolve("node_modules")).isDirectory();
  }
}
