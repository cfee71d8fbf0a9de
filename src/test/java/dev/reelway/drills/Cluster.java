package dev.reelway.drills;

import dev.reelway.database.CuttingProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** Nodes that share a ledger; each reaches the database by a proxy of its own. */
final class Cluster implements AutoCloseable {

  static final Duration LEASE = Duration.ofSeconds(10);

  private static final List<String> JVM =
      List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final Path home;
  private final String database;
  private final List<String> settings;
  private final List<CuttingProxy> proxies = new ArrayList<>();
  private final List<Node> nodes = new CopyOnWriteArrayList<>();
  private final Random chance;

  /** What happens to a node. */
  enum Fault {
    /** Killed, and started again. */
    KILLED,
    /** Stopped for longer than a lease, and continued. */
    STOPPED,
    /** Its connections to the database are cut, and refused for longer than a lease. */
    CUT,
    /** What it and the database send each other arrives, but later than a lease. */
    STALLED
  }

  /** What is looked at as soon as a fault begins or ends. */
  interface Look {
    void now() throws Exception;
  }

  private Cluster(Path home, int size, String database, List<String> settings, Random chance)
      throws IOException {
    this.home = home;
    this.database = database;
    this.settings = settings;
    this.chance = chance;
    for (int node = 0; node < size; node++) {
      proxies.add(CuttingProxy.before(database));
    }
  }

  /**
   * Starts the nodes and waits until all answer.
   *
   * @param home a folder for the home of each node
   * @param settings what all nodes share
   */
  static Cluster start(Path home, int size, String database, List<String> settings, Random chance)
      throws IOException, InterruptedException {
    var cluster = new Cluster(home, size, database, settings, chance);
    try {
      for (int node = 0; node < size; node++) {
        cluster.nodes.add(cluster.started(node));
      }
      cluster.nodes.forEach(Node::ready);
      return cluster;
    } catch (IOException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private Node started(int node) throws IOException {
    var own = Files.createDirectories(home(node));
    var all = new ArrayList<>(settings);
    all.add(
        "spring.datasource.url=%s&connectTimeout=3&socketTimeout=15"
            .formatted(proxies.get(node).url(database)));
    all.add("spring.datasource.hikari.maximum-pool-size=8");
    all.add("logging.config=classpath:logback-node.xml");
    all.add("reelway.jobs.lease=" + LEASE.toSeconds() + "s");
    return Node.start(own, JVM, all);
  }

  /** The home of a node; its log lies there. */
  Path home(int node) {
    return home.resolve("node" + node);
  }

  int size() {
    return nodes.size();
  }

  /** Where a node listens; after it was killed, somewhere else. */
  int port(int node) {
    return node(node).port();
  }

  Node node(int node) {
    return nodes.get(node % nodes.size());
  }

  /** Where any node answers. */
  Node any() {
    return nodes.getFirst();
  }

  /** Lets a fault happen to a node, and waits until the node works again. */
  void suffer(Fault fault, int node, Look look) throws Exception {
    switch (fault) {
      case KILLED -> kill(node, look);
      case STOPPED -> stop(node, look);
      case CUT -> {
        proxies.get(node).refuse();
        outlastALease(look);
        proxies.get(node).restore();
      }
      case STALLED -> {
        proxies.get(node).stall();
        outlastALease(look);
        proxies.get(node).restore();
      }
    }
    look.now();
  }

  private void kill(int node, Look look) throws Exception {
    nodes.get(node).close();
    look.now();
    pass(Duration.ofMillis(chance.nextLong(3_000)));
    nodes.set(node, started(node).ready());
  }

  private void stop(int node, Look look) throws Exception {
    signal(node, "STOP");
    try {
      outlastALease(look);
    } finally {
      signal(node, "CONT");
    }
  }

  private void outlastALease(Look look) throws Exception {
    look.now();
    pass(LEASE.plusMillis(2_000 + chance.nextLong(5_000)));
  }

  private void signal(int node, String name) throws IOException, InterruptedException {
    var pid = String.valueOf(nodes.get(node).pid());
    int code = new ProcessBuilder("kill", "-" + name, pid).inheritIO().start().waitFor();
    if (code != 0) {
      throw new IOException("kill -%s %s ended with %d".formatted(name, pid, code));
    }
  }

  static void pass(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }

  @Override
  public void close() throws IOException, InterruptedException {
    for (var node : nodes) {
      node.close();
    }
    for (var proxy : proxies) {
      proxy.close();
    }
  }
}
