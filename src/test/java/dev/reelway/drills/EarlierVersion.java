package dev.reelway.drills;

import dev.reelway.contracts.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The jar of the version before the last migrations: of the newest commit whose migrations are the
 * first ones of today's, built by Maven in a worktree of Git and kept for the next run.
 */
final class EarlierVersion {

  private static final String MIGRATIONS = "src/main/resources/db/migration/";
  private static final Path KEPT = Path.of("target", "earlier").toAbsolutePath();

  private EarlierVersion() {}

  /** The jar; {@code -Ddrill.earlier} names one that exists. Empty where none can be built. */
  static Optional<Path> jar() throws IOException, InterruptedException {
    var given = System.getProperty("drill.earlier", "");
    if (!given.isEmpty()) {
      return Optional.of(Path.of(given).toAbsolutePath());
    }
    if (!Command.isThere("git") || !Command.isThere("mvn") || !Files.exists(Path.of(".git"))) {
      return Optional.empty();
    }
    var commit = commit();
    return commit.isEmpty() ? commit.map(Path::of) : Optional.of(built(commit.get()));
  }

  private static Optional<String> commit() throws IOException, InterruptedException {
    var today = migrations("HEAD");
    for (var changed : git("log", "--format=%H", "--", MIGRATIONS).lines().toList()) {
      for (var commit : List.of(changed, changed + "^")) {
        var some = migrations(commit);
        if (some.size() < today.size() && some.equals(first(today, some.size()))) {
          return Optional.of(git("rev-parse", commit).strip());
        }
      }
    }
    return Optional.empty();
  }

  /** The hash of each migration by its number. */
  private static Map<Integer, String> migrations(String commit)
      throws IOException, InterruptedException {
    return git("ls-tree", commit, MIGRATIONS)
        .lines()
        .map(line -> line.split("\\s+", 4))
        .collect(
            Collectors.toMap(
                line -> Integer.valueOf(line[3].replaceAll(".*/V(\\d+)__.*", "$1")),
                line -> line[2]));
  }

  private static Map<Integer, String> first(Map<Integer, String> all, int count) {
    return all.entrySet().stream()
        .filter(one -> one.getKey() <= count)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Path built(String commit) throws IOException, InterruptedException {
    var jar = Files.createDirectories(KEPT).resolve(commit + ".jar");
    if (Files.notExists(jar)) {
      var tree = KEPT.resolve("tree");
      git("worktree", "add", "--force", "--detach", tree.toString(), commit);
      try {
        Command.run(tree, Map.of(), "mvn", "-B", "-ntp", "-q", "-Dmaven.test.skip", "package")
            .outputOfSuccess();
        Files.move(tree.resolve("target/reelway.jar"), jar, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        git("worktree", "remove", "--force", tree.toString());
      }
    }
    return jar;
  }

  private static String git(String... words) throws IOException, InterruptedException {
    var command = Stream.concat(Stream.of("git"), Stream.of(words)).toArray(String[]::new);
    return Command.run(Path.of("").toAbsolutePath(), Map.of(), command).outputOfSuccess();
  }
}
