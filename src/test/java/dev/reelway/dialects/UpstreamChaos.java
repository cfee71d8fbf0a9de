package dev.reelway.dialects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.stories.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.assertj.core.api.AutoCloseableSoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Many jobs at upstreams of every dialect, each of which goes wrong in its own way, while another
 * upstream answers nothing at all: each job ends once, none is ordered twice, and every video is
 * stored whole.
 */
public abstract class UpstreamChaos {

  private static final Duration LONGEST = Duration.ofMinutes(15);
  private static final int HANGING = 40;
  private static final int CALLERS = 16;

  private final long seed = Long.getLong("drill.seed", System.currentTimeMillis());
  private final List<Fixture> fixtures = Fixture.ofEveryDialect();
  private final Map<Fixture, Chaos> chaos = new LinkedHashMap<>();
  private final Map<Integer, String> jobs = new ConcurrentHashMap<>();
  private final Set<Integer> deleted = ConcurrentHashMap.newKeySet();
  private final Map<Integer, JsonNode> ends = new TreeMap<>();
  private @Nullable DataSource ledger;

  protected UpstreamChaos() throws IOException {}

  /** How many jobs there are. */
  protected abstract int jobs();

  @Test
  void eachJobEndsOnceIsOrderedOnceAndIsStoredWhole(@TempDir Path home) throws Exception {
    System.out.printf("chaos of %d jobs, -Ddrill.seed=%d%n", jobs(), seed);
    fixtures.forEach(one -> chaos.put(one, new Chaos(seed + one.dialect().hashCode())));
    chaos.forEach(Fixture::play);
    try (var hanging = new HangingUpstream();
        var service = Service.startWith(this::register, home, settings(hanging))) {
      var stuck = orderedAt("hanging", HANGING, service);
      long start = System.nanoTime();
      order(service);
      haveEnded(service);
      print(System.nanoTime() - start);
      for (var id : stuck) {
        assertThat(status(service.video(id))).as("a job that hangs").isNotEqualTo("completed");
      }
      hanging.letGo();
      stuck.forEach(service::ended);
      assertEverything(service);
    } finally {
      fixtures.forEach(Fixture::close);
    }
  }

  private String[] settings(HangingUpstream hanging) {
    var ours =
        Stream.of(
            "reelway.references.private-hosts[0]=127.0.0.1",
            "reelway.intake.hot-folder.enabled=false",
            "reelway.jobs.deadline=90s",
            "reelway.jobs.longest-retry=2s",
            "reelway.jobs.look-up-for=30s");
    return Stream.of(ours, fixtures.stream().flatMap(Fixture::settings), hanging.settings())
        .flatMap(one -> one)
        .toArray(String[]::new);
  }

  private void register(GenericApplicationContext context) {
    context.addApplicationListener(event -> ledger = context.getBean("writing", DataSource.class));
  }

  private static List<String> orderedAt(String model, int count, Service service) throws Exception {
    var ids = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      ids.add(ordered(service, model, 5, "a fox at rest " + i));
    }
    return ids;
  }

  private static String ordered(Service service, String model, int seconds, String prompt)
      throws Exception {
    var order = Map.of("prompt", prompt, "model", model, "size", "1280x720", "seconds", seconds);
    return Service.json(service.post("/sora/v1/videos", Call.JSON.writeValueAsString(order)))
        .path("id")
        .asText();
  }

  private Fixture fixture(int number) {
    return fixtures.get(number % fixtures.size());
  }

  private void order(Service service) throws Exception {
    var free = new Semaphore(CALLERS);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < jobs(); i++) {
        int number = i;
        free.acquire();
        callers.execute(
            () -> {
              try {
                order(number, service);
              } catch (Exception e) {
                throw new IllegalStateException(e); // Its job is missing in the count below.
              } finally {
                free.release();
              }
            });
      }
    }
    assertThat(jobs).hasSize(jobs());
  }

  /** One of thirty is deleted again, at whichever moment. */
  private void order(int number, Service service) throws Exception {
    var upstream = fixture(number);
    var prompt = "a fox number %d of chaos".formatted(number);
    var id = ordered(service, upstream.dialect(), upstream.seconds(), prompt);
    assertThat(id).as(prompt).startsWith("video_");
    jobs.put(number, id);
    var random = new Random(seed + number);
    if (random.nextInt(30) == 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(3_000)));
      deleted.add(number);
      assertThat(service.send(service.request("/sora/v1/videos/" + id).DELETE()).statusCode())
          .isEqualTo(200);
    }
  }

  private void haveEnded(Service service) {
    jobs.forEach(
        (number, id) -> {
          if (!deleted.contains(number)) {
            var end =
                await("the end of " + id + ", number " + number)
                    .atMost(LONGEST)
                    .until(() -> service.video(id), one -> status(one).matches("completed|failed"));
            ends.put(number, end);
          }
        });
  }

  private static String status(JsonNode video) {
    return video.path("status").asText();
  }

  private static String end(JsonNode video) {
    return video.path("error").path("code").asText(status(video));
  }

  private void assertEverything(Service service) throws Exception {
    try (var all = new AutoCloseableSoftAssertions()) {
      for (var entry : ends.entrySet()) {
        int number = entry.getKey();
        var video = entry.getValue();
        var what = "number %d at %s, %s".formatted(number, fixture(number), meets(number));
        all.assertThat(endsAllowed(number)).as(what).contains(end(video));
        var id = video.path("id").asText();
        all.assertThat(end(service.video(id))).as(what).isEqualTo(end(video));
        if (end(video).equals("completed")) {
          var content = service.request("/sora/v1/videos/" + id + "/content");
          all.assertThat(service.bytes(content).body()).as(what).isEqualTo(fixture(number).video());
        }
      }
      chaos.forEach(
          (upstream, one) ->
              all.assertThat(one.orders().values())
                  .as("orders at %s", upstream)
                  .allMatch(count -> count == 1));
      all.assertThat(count("state not in ('delivered', 'failed')")).as("open jobs").isZero();
      all.assertThat(count("owner is not null")).as("leases").isZero();
      all.assertThat(count("state = 'delivered' and task is null")).as("no task").isZero();
      all.assertThat(twice()).as("tasks of two videos").isZero();
    }
  }

  private int twice() {
    return JdbcClient.create(Objects.requireNonNull(ledger))
        .sql(
            """
            select count(*) from (select 1 from job where state = 'delivered'
              group by upstream, task having count(*) > 1) as twice
            """)
        .query(Integer.class)
        .single();
  }

  private int count(String which) {
    return JdbcClient.create(Objects.requireNonNull(ledger))
        .sql("select count(*) from job where " + which)
        .query(Integer.class)
        .single();
  }

  private Fault fault(int number) {
    return Chaos.fault(seedOf(fixture(number)), Integer.toString(number));
  }

  private Chaos.Oddity oddity(int number) {
    return Chaos.oddity(seedOf(fixture(number)), Integer.toString(number));
  }

  private long seedOf(Fixture upstream) {
    return seed + upstream.dialect().hashCode();
  }

  private String meets(int number) {
    var oddity = oddity(number);
    return oddity == Chaos.Oddity.NONE ? fault(number).name() : oddity.name();
  }

  /** The first download of a task or another may break where tasks share a server. */
  private Set<String> endsAllowed(int number) {
    var upstream = fixture(number);
    if (oddity(number) != Chaos.Oddity.NONE) {
      return Set.of("unusable_answer", "submit_unknown", "completed", "failed", "refused");
    }
    return switch (fault(number)) {
      case NONE, PAGE_LATER, UNKNOWN_STATUS, ODD_PROGRESS, BUSY, STORM, CUT, EXPIRED ->
          Set.of("completed");
      // Its list may report a task before anybody polls that alone.
      case LOST -> upstream.forgets() ? Set.of("submit_unknown", "completed") : Set.of("completed");
      case RESET -> Set.of(upstream.lists() ? "completed" : "submit_unknown");
      case NO_LINK -> Set.of(upstream.keepsVideos() ? "completed" : "failed");
      case PAGE, NO_ID -> Set.of(upstream.isChat() ? "submit_unknown" : "unusable_answer");
      case ERROR_IN_200, FAILED -> Set.of("failed");
      case REFUSED -> Set.of(upstream.moderates() ? "refused" : "failed");
      case ENDLESS -> Set.of(upstream.isChat() ? "completed" : "timed_out");
    };
  }

  private void print(long nanos) {
    var counts = new TreeMap<String, Integer>();
    ends.forEach((n, video) -> counts.merge(meets(n) + " " + end(video), 1, Integer::sum));
    System.out.printf(
        "%d ended and %d deleted in %d s%n",
        ends.size(), deleted.size(), TimeUnit.NANOSECONDS.toSeconds(nanos));
    counts.forEach((what, count) -> System.out.printf("  %-28s %d%n", what, count));
    chaos.forEach(
        (upstream, one) ->
            System.out.printf(
                "  %-12s %d orders taken, %d refused, %d cancelled when done, violations %s%n",
                upstream,
                one.orders().size(),
                one.refused(),
                one.cancelledWhenDone().size(),
                upstream.violations().stream().distinct().limit(3).toList()));
  }
}
