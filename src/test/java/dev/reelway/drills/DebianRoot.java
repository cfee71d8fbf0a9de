package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.contracts.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The root of a small Debian, made by mmdebstrap from its usual mirror once and copied for each
 * use. Programs run in it as a user without rights; only root can do that.
 */
final class DebianRoot {

  private static final Path KEPT = Path.of("target", "roots").toAbsolutePath();

  private static final String AS_ROOT =
      """
      mount -t proc proc "$0/proc"
      exec chroot "$0" "$@"
      """;

  /** The mounts are of this process alone, and end with it. */
  private static final String RUN =
      """
      mount --bind "$0" "$0"
      mount -t proc proc "$0/proc"
      mount --bind "$1" "$0/var/lib/reelway"
      mount -t tmpfs tmpfs "$0/tmp"
      mount -o remount,bind,ro "$0"
      shift
      exec chroot --userspec=10001:10001 "$0" /bin/sh -c "$1"
      """;

  private final Path folder;

  private DebianRoot(Path folder) {
    this.folder = folder;
  }

  /** What is missing to make and to use a root, if anything is. */
  static Optional<String> missing() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return Optional.of("only root can change the root of a process");
    }
    return Command.isThere("mmdebstrap")
        ? Optional.empty()
        : Optional.of("mmdebstrap is missing: apt-get install mmdebstrap");
  }

  /**
   * A fresh copy of a root.
   *
   * @param packages besides the smallest ones, with commas between them; may be empty
   */
  static DebianRoot of(String suite, String packages, Path folder)
      throws IOException, InterruptedException {
    var made = Files.createDirectories(KEPT).resolve(suite + ".tar");
    if (Files.notExists(made)) {
      var command = new ArrayList<>(List.of("mmdebstrap", "--variant=minbase"));
      command.addAll(packages.isEmpty() ? List.of() : List.of("--include=" + packages));
      command.addAll(List.of(suite, made + ".part.tar"));
      run(command.toArray(String[]::new));
      Files.move(Path.of(made + ".part.tar"), made);
    }
    Files.createDirectories(folder);
    run("tar", "-C", folder.toString(), "--exclude=./dev/*", "-xf", made.toString());
    return new DebianRoot(folder);
  }

  /** The same path seen from outside. */
  Path path(String inside) {
    return folder.resolve(inside.substring(1));
  }

  /** Runs a command in it as root, to its end. */
  String asRoot(String... words) throws IOException, InterruptedException {
    var shell = List.of("unshare", "--mount", "sh", "-ec", AS_ROOT, folder.toString());
    var command = new ArrayList<>(shell);
    command.addAll(List.of(words));
    return run(command.toArray(String[]::new));
  }

  /**
   * Starts a line of the shell as the user 10001, who can write to a home and to /tmp alone.
   *
   * @param home what it sees as /var/lib/reelway
   */
  StartedProgram start(Path home, String line) throws IOException, InterruptedException {
    Files.createDirectories(home);
    Files.createDirectories(path("/var/lib/reelway"));
    run("chown", "10001:10001", home.toString());
    var variables = Map.of("REELWAY_HOME", "/var/lib/reelway");
    var shell = new String[] {"unshare", "--mount", "sh", "-ec", RUN};
    var all = new ArrayList<>(List.of(shell));
    all.addAll(List.of(folder.toString(), home.toString(), line));
    return StartedProgram.start(folder, variables, all.toArray(String[]::new));
  }

  static String run(String... words) throws IOException, InterruptedException {
    var command = Command.run(Path.of("").toAbsolutePath(), Map.of(), words);
    assertThat(command.status()).as(command.output()).isZero();
    return command.output();
  }
}
