package dev.reelway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where it was run, and with which versions. */
final class Machine {

  private Machine() {}

  static String line() throws IOException, InterruptedException {
    return String.join(
        " · ",
        processor(),
        Runtime.getRuntime().availableProcessors() + " processors",
        memory(),
        "Linux " + System.getProperty("os.version"),
        "Java " + System.getProperty("java.runtime.version"),
        first(List.of("nginx", "-v")).replace("nginx version: ", ""),
        first(List.of("sh", "-c", "wrk -v | head -1")).replaceAll(" \\[.*", ""),
        "Node " + first(List.of("node", "-v")),
        first(List.of("curl", "-V")).replaceAll("^(\\S+ \\S+).*", "$1"),
        "commit " + commit());
  }

  private static String processor() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("model name"))
        .findFirst()
        .map(line -> line.replaceAll("^[^:]*: *", ""))
        .orElse(System.getProperty("os.arch"));
  }

  private static String memory() throws IOException {
    var total = Files.readAllLines(Path.of("/proc/meminfo")).getFirst().replaceAll("\\D", "");
    return Math.round(Long.parseLong(total) / 1048576.0) + " GiB";
  }

  private static String commit() throws IOException, InterruptedException {
    return first(
        List.of("sh", "-c", "git -C '" + Place.BENCH + "' describe --always --dirty || echo none"));
  }

  private static String first(List<String> command) throws IOException, InterruptedException {
    return Program.run(command).lines().findFirst().orElse("");
  }
}
