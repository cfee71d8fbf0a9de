package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import org.awaitility.Awaitility;

/** Nodes that share a ledger, each of this version or of a jar; one after another is replaced. */
final class ReplacedNodes implements AutoCloseable {

  /** This version, which is run from the class path. */
  static final Path THIS = Path.of("this version");

  private final Path folder;
  private final List<String> jvm;
  private final List<String> settings;
  private final Map<Integer, Node> nodes = new ConcurrentSkipListMap<>();

  /**
   * @param folder for the home of each node
   * @param settings what all nodes share
   */
  ReplacedNodes(Path folder, List<String> jvm, List<String> settings) {
    this.folder = folder;
    this.jvm = jvm;
    this.settings = settings;
  }

  /** Starts a node and waits until it answers; more settings go before those of all. */
  void start(int number, Path program, String... more) throws IOException {
    var home = Files.createDirectories(folder.resolve("node" + number));
    var all = new ArrayList<>(settings);
    for (var one : more) {
      all.removeIf(other -> other.startsWith(one.substring(0, one.indexOf('=') + 1)));
      all.add(one);
    }
    var node =
        program.equals(THIS) ? Node.start(home, jvm, all) : Node.startJar(program, home, jvm, all);
    nodes.put(number, node);
    Awaitility.await("node " + number)
        .atMost(Node.PATIENCE)
        .until(() -> node.answers() || !node.isAlive());
    assertThat(node.isAlive()).as("node %d of %s", number, program).isTrue();
  }

  /** The node with this number, one that has been stopped included. */
  Node get(int number) {
    return Objects.requireNonNull(nodes.get(number));
  }

  /** How many there are. */
  int size() {
    return nodes.size();
  }

  void stop(int number) throws InterruptedException {
    get(number).stop();
    get(number).close();
  }

  /** Stops a node, starts its successor, and answers how long that took. */
  Duration replace(int number, Path program) throws IOException, InterruptedException {
    var begun = Instant.now();
    stop(number);
    start(number, program);
    return Duration.between(begun, Instant.now());
  }

  @Override
  public void close() throws InterruptedException {
    for (var node : nodes.values()) {
      node.close();
    }
  }
}
