package dev.reelway.drills;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.reelway.job.TestDatabase;
import dev.reelway.sink.S3Store;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/** What surrounds a node that is killed again and again: its home, a database, a sink, servers. */
final class KillSite implements AutoCloseable {

  static final String LISTING = "listing";
  static final String LISTLESS = "listless";
  static final String KEYED = "keyed";

  /** A reference image in the inbox. */
  static final String IMAGE = "fox.png";

  /** What licences may use is counted, and never reached, except by the jobs at once of files. */
  private static final int PLENTY = 1_000_000;

  private static final int FILES_AT_ONCE = 8;

  private static final Pattern JOB = Pattern.compile("\"(?:job|id)\":\"(video_[^\"]+)\"");

  private final Map<String, ListedRenders> upstreams = new TreeMap<>();
  private final Map<KillPoint.Gate, Hold> holds = new TreeMap<>();
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private final HttpServer hook = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
  private final Path home;
  private final String database;
  private final SharedOutbox outbox;

  /**
   * @param chunk an odd one is on SQLite, an even one on PostgreSQL; two of four have a bucket
   */
  KillSite(int chunk, Path folder) throws Exception {
    home = Files.createDirectories(folder.resolve("home"));
    database = chunk % 2 == 1 ? "jdbc:sqlite:" + home.resolve("ledger.db") : emptyPostgres();
    outbox =
        (chunk + 1) / 2 % 2 == 1
            ? new SharedOutbox.Folder(Files.createDirectories(home.resolve("outbox")))
            : new SharedOutbox.Bucket(S3Store.start(folder.resolve("bucket")));
    for (var gate : KillPoint.Gate.values()) {
      holds.put(gate, new Hold());
    }
    upstreams.put(LISTING, upstream(ListedRenders.Manner.LISTS, KillPoint.Gate.LISTED_ORDER));
    upstreams.put(LISTLESS, upstream(ListedRenders.Manner.DOES_NOT_LIST, KillPoint.Gate.ORDER));
    upstreams.put(KEYED, upstream(ListedRenders.Manner.HONOURS_KEYS, KillPoint.Gate.ORDER));
    hook.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    hook.createContext("/", this::tell);
    hook.start();
    var image = Files.createDirectories(home.resolve("inbox")).resolve(IMAGE);
    ImageIO.write(new BufferedImage(1280, 720, BufferedImage.TYPE_INT_RGB), "png", image.toFile());
    Files.setLastModifiedTime(image, FileTime.from(Instant.now().minusSeconds(3600)));
  }

  private ListedRenders upstream(ListedRenders.Manner manner, KillPoint.Gate order)
      throws IOException {
    return new ListedRenders(
        manner,
        new ListedRenders.Holds(
            hold(order), hold(KillPoint.Gate.POLL), hold(KillPoint.Gate.VIDEO)));
  }

  private static String emptyPostgres() throws SQLException {
    var url = TestDatabase.postgresUrl();
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      statement.execute("drop database if exists killed");
      statement.execute("create database killed");
    }
    return url.replace("/postgres?", "/killed?");
  }

  private void tell(HttpExchange call) throws IOException {
    var job = JOB.matcher(new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    hold(KillPoint.Gate.WEBHOOK).pass();
    while (job.find()) {
      told.add(job.group(1));
    }
    call.sendResponseHeaders(204, -1);
    call.close();
  }

  Path home() {
    return home;
  }

  String database() {
    return database;
  }

  boolean isSqlite() {
    return database.startsWith("jdbc:sqlite:");
  }

  boolean hasBucket() {
    return outbox instanceof SharedOutbox.Bucket;
  }

  SharedOutbox outbox() {
    return outbox;
  }

  Hold hold(KillPoint.Gate gate) {
    return Objects.requireNonNull(holds.get(gate));
  }

  Collection<Hold> holds() {
    return holds.values();
  }

  /** The prompts of all orders that have arrived at an upstream. */
  List<String> orders(String upstream) {
    return Objects.requireNonNull(upstreams.get(upstream)).prompts();
  }

  /** The prompts of all orders that have arrived. */
  List<String> orders() {
    return upstreams.values().stream().flatMap(one -> one.prompts().stream()).toList();
  }

  /** The jobs whose end has been told by a webhook. */
  Set<String> told() {
    return told;
  }

  List<String> settings() {
    var all = new ArrayList<>(outbox.settings());
    upstreams.forEach(
        (name, upstream) -> {
          all.add("reelway.upstreams.%s.dialect=sora".formatted(name));
          all.add("reelway.upstreams.%s.base-url=%s".formatted(name, upstream.url()));
          all.add("reelway.upstreams.%s.key=k".formatted(name));
          all.add("reelway.models.%s[0].upstream=%s".formatted(name, name));
          all.add("reelway.models.%s[0].model=m".formatted(name));
          all.add("reelway.models.%s[0].price.second=0.10".formatted(name));
        });
    all.add("reelway.upstreams.keyed.idempotent=true");
    all.add("reelway.licences.brief.key=brief");
    all.add("reelway.licences.brief.scopes=videos");
    all.add("reelway.licences.brief.keep=1m");
    all.add("reelway.licences.files.key=files");
    all.add("reelway.licences.files.scopes=videos");
    all.add("reelway.licences.files.limits.jobs-at-once=" + FILES_AT_ONCE);
    for (var licence : List.of("demo", "brief", "files")) {
      var url = "http://127.0.0.1:%d/".formatted(hook.getAddress().getPort());
      all.add("reelway.licences.%s.webhook.url=%s".formatted(licence, url));
      all.add("reelway.licences.%s.limits.day.jobs=%d".formatted(licence, PLENTY));
      all.add("reelway.licences.%s.limits.month.seconds=%d".formatted(licence, PLENTY));
      all.add("reelway.licences.%s.limits.month.money=%d".formatted(licence, PLENTY));
    }
    all.add("reelway.licences.demo.limits.jobs-at-once=" + PLENTY);
    all.add("reelway.intake.hot-folder.licence=files");
    all.add("reelway.events.private-hosts=127.0.0.1");
    all.add("reelway.events.timeout=2s");
    all.add("reelway.intake.hot-folder.model=listing");
    all.add("reelway.jobs.poll-every=1s");
    all.add("reelway.jobs.first-retry=1s");
    all.add("reelway.jobs.look-up-for=20s");
    all.add("reelway.jobs.lease=5s");
    all.add("spring.datasource.hikari.maximum-pool-size=6");
    if (!isSqlite()) {
      all.add("spring.datasource.url=" + database);
    }
    return all;
  }

  @Override
  public void close() throws Exception {
    holds.values().forEach(Hold::release);
    upstreams.values().forEach(ListedRenders::close);
    hook.stop(0);
    outbox.close();
  }
}
