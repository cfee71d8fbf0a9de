package dev.reelway.drills;

import dev.reelway.contracts.Command;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A client of Java in a process of its own, with a class path that Maven resolves. */
final class MavenClient {

  private static final Path SOURCES = Path.of("src/test/clients/java").toAbsolutePath();

  private MavenClient() {}

  static boolean isThere() {
    return Command.isThere("mvn");
  }

  /** Compiles its program, and answers how it is run. */
  static List<String> compiled(Path folder, Path target, String program)
      throws IOException, InterruptedException {
    var classPath = classPath(folder, Files.createDirectories(target));
    var out = Files.createDirectories(target.resolve("classes")).toAbsolutePath().toString();
    run(
        target,
        tool("javac"),
        "-nowarn",
        "-d",
        out,
        "-cp",
        classPath,
        SOURCES.resolve("Facts.java").toString(),
        SOURCES.resolve(program + ".java").toString());
    return List.of(tool("java"), "-cp", out + File.pathSeparator + classPath, program);
  }

  /** The jars that a pom asks for. */
  static String classPath(Path folder, Path target) throws IOException, InterruptedException {
    var file = target.resolve("classpath.txt").toAbsolutePath();
    run(
        folder,
        "mvn",
        "-B",
        "-ntp",
        "-q",
        "dependency:build-classpath",
        "-Dmdep.outputFile=" + file);
    return Files.readString(file).strip();
  }

  static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  private static void run(Path folder, String... words) throws IOException, InterruptedException {
    Command.run(folder, Map.of(), words).outputOfSuccess();
  }
}
