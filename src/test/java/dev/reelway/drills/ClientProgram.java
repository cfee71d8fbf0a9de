package dev.reelway.drills;

import static java.util.stream.Collectors.joining;

import dev.reelway.contracts.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A client's program of facts: without base URLs it prints their names, with one for each it prints
 * {@code ok <name>} or {@code not ok <name>: <why>}.
 *
 * @param folder where it runs
 * @param command how it is run
 */
record ClientProgram(Path folder, List<String> command) {

  List<String> facts() throws IOException, InterruptedException {
    return lines(Command.run(folder, Map.of(), command.toArray(String[]::new)));
  }

  /**
   * Runs all facts and answers a line for each.
   *
   * @param urls a base URL for each fact
   */
  List<String> run(Map<String, String> urls, Map<String, String> variables)
      throws IOException, InterruptedException {
    var json =
        urls.entrySet().stream()
            .map(one -> "\"%s\":\"%s\"".formatted(one.getKey(), one.getValue()))
            .collect(joining(",", "{", "}"));
    var all = new HashMap<>(variables);
    all.put("REELWAY", json);
    var arguments = urls.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue());
    return lines(
        Command.run(
            folder, all, Stream.concat(command.stream(), arguments).toArray(String[]::new)));
  }

  private static List<String> lines(Command run) {
    return run.outputOfSuccess()
        .lines()
        .filter(line -> line.matches("(not ok|ok|an?|the|videos|images)\\b.*"))
        .toList();
  }
}
