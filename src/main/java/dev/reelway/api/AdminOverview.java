package dev.reelway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.cost.Amount;
import dev.reelway.job.EndedJobs;
import dev.reelway.job.EndedJobs.Ended;
import dev.reelway.job.JobLists;
import dev.reelway.job.OpenJobs;
import dev.reelway.job.OpenJobs.Count;
import dev.reelway.job.OpenJobs.Stage;
import dev.reelway.node.Nodes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.health.HealthContributor;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.NamedContributor;

/** Handles {@code GET /admin/overview}: how the whole service is doing, on all nodes. */
public final class AdminOverview {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.admin");
  private static final Duration SHOWN = Duration.ofHours(24);

  /** The latest jobs show how long one takes. */
  private static final int TIMES = 1_000;

  private final OpenJobs open;
  private final JobLists lists;
  private final EndedJobs ended;
  private final Nodes nodes;
  private final Iterable<NamedContributor<HealthContributor>> health;
  private final Clock clock;

  AdminOverview(
      OpenJobs open,
      JobLists lists,
      EndedJobs ended,
      Nodes nodes,
      Iterable<NamedContributor<HealthContributor>> health,
      Clock clock) {
    this.open = open;
    this.lists = lists;
    this.ended = ended;
    this.nodes = nodes;
    this.health = health;
    this.clock = clock;
  }

  /**
   * The overview. Times are in seconds since 1970.
   *
   * @param open the jobs that have not ended by stage; 10,000 of a stage and upstream may be more
   * @param oldest when the oldest of them was accepted, or null
   * @param throughput what ended in the last 24 hours, in slots of five minutes; those without are
   *     left out
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  private record Overview(
      String object,
      String version,
      int nodes,
      Map<String, Long> open,
      @JsonProperty("oldest_open_at") @Nullable Long oldest,
      @JsonProperty("last_day") LastDay lastDay,
      List<Slot> throughput,
      Latency latency,
      Costs costs,
      Map<String, String> health) {}

  private record LastDay(long completed, long failed) {}

  private record Slot(long start, long completed, long failed) {}

  /**
   * How long the latest jobs took from accepted to delivered.
   *
   * @param jobs how many these are, of the last 24 hours
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  private record Latency(
      int jobs,
      @JsonProperty("median_seconds") @Nullable Double median,
      @JsonProperty("p95_seconds") @Nullable Double p95) {

    static Latency of(long[] sorted) {
      return new Latency(sorted.length, part(sorted, 0.5), part(sorted, 0.95));
    }

    private static @Nullable Double part(long[] sorted, double part) {
      int at = Math.max(0, (int) Math.ceil(part * sorted.length) - 1);
      return sorted.length == 0 ? null : (Double) (sorted[at] / 1000.0);
    }
  }

  /** What ended jobs have cost, as far as that is known; days and months are those of UTC. */
  private record Costs(List<Amount> today, List<Amount> month) {}

  /** How the service is doing. */
  public Object retrieve() {
    var now = clock.instant();
    var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    var all = ended.since(earliest(now, today), now);
    var dayAgo = now.minus(SHOWN);
    var lastDay = all.stream().filter(one -> !one.start().isBefore(dayAgo)).toList();
    return new Overview(
        "overview",
        version(),
        nodes.count(),
        stages(open.counts()),
        lists.oldestOpen().map(Instant::getEpochSecond).orElse(null),
        new LastDay(jobs(lastDay, false), jobs(lastDay, true)),
        slots(lastDay),
        Latency.of(ended.times(dayAgo, TIMES)),
        new Costs(costs(all, today), costs(all, today.withDayOfMonth(1))),
        health());
  }

  /** Reads what is kept in memory from then on, so that the first call does not wait for it. */
  void prepare() {
    try {
      var now = clock.instant();
      ended.since(earliest(now, LocalDate.ofInstant(now, ZoneOffset.UTC)), now);
    } catch (RuntimeException e) {
      LOG.debug("What has ended could not be summed up ahead", e);
    }
  }

  private static Instant earliest(Instant now, LocalDate today) {
    var month = start(today.withDayOfMonth(1));
    var dayAgo = now.minus(SHOWN);
    return month.isBefore(dayAgo) ? month : dayAgo;
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static Map<String, Long> stages(Map<OpenJobs.Place, Count> counts) {
    var stages = new LinkedHashMap<String, Long>();
    for (var stage : Stage.values()) {
      long jobs =
          counts.entrySet().stream()
              .filter(one -> one.getKey().stage() == stage)
              .mapToLong(one -> one.getValue().jobs())
              .sum();
      stages.put(stage.name().toLowerCase(Locale.ROOT), jobs);
    }
    return stages;
  }

  private static long jobs(List<Ended> some, boolean failed) {
    return some.stream().filter(one -> one.failed() == failed).mapToLong(Ended::jobs).sum();
  }

  private static List<Slot> slots(List<Ended> some) {
    return some.stream()
        .collect(Collectors.groupingBy(Ended::start, LinkedHashMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(slot -> slot(slot.getKey(), slot.getValue()))
        .toList();
  }

  private static Slot slot(Instant start, List<Ended> some) {
    return new Slot(start.getEpochSecond(), jobs(some, false), jobs(some, true));
  }

  private static List<Amount> costs(List<Ended> all, LocalDate from) {
    return Amount.sums(
        all.stream().filter(one -> !one.start().isBefore(start(from))).map(Ended::cost));
  }

  private Map<String, String> health() {
    var all = new TreeMap<String, String>();
    for (var one : health) {
      if (one.getContributor() instanceof HealthIndicator indicator) {
        var status = indicator.getHealth(false).getStatus().getCode();
        all.put(one.getName(), status.toLowerCase(Locale.ROOT));
      }
    }
    return all;
  }

  private static String version() {
    return Objects.requireNonNullElse(
        AdminOverview.class.getPackage().getImplementationVersion(), "development");
  }
}
