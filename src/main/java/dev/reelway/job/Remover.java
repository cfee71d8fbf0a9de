package dev.reelway.job;

import dev.reelway.sink.Sinks;
import dev.reelway.wire.Causes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts due removals, a few at a time for each sink. A sink that fails gets none for a while,
 * longer each time, and then one as a trial; other sinks are not affected.
 */
public final class Remover {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.sinks");
  private static final int AT_ONCE = 4;
  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);
  private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(10);

  private final Removals removals;
  private final Sinks sinks;
  private final RouteStarter routes;
  private final Runnable trigger;
  private final Clock clock;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<Removal, Instant> atWork = new ConcurrentHashMap<>();
  private final Map<String, Pause> pauses = new ConcurrentHashMap<>();
  private final Map<String, Instant> warned = new ConcurrentHashMap<>();

  /** A sink that has failed several times in a row gets no removal until that time. */
  private record Pause(int failures, Instant until) {}

  /**
   * @param routes starts the route that removes
   * @param trigger makes the removal route look for more
   */
  Remover(Removals removals, Sinks sinks, RouteStarter routes, Runnable trigger, Clock clock) {
    this.removals = removals;
    this.sinks = sinks;
    this.routes = routes;
    this.trigger = trigger;
    this.clock = clock;
  }

  /** Claims due removals, and starts a thread for each. */
  public void start() {
    claim().forEach(this::start);
  }

  private void start(Removal removal) {
    try {
      threads.execute(() -> work(removal));
    } catch (RejectedExecutionException closing) {
      atWork.remove(removal);
    }
  }

  private void work(Removal removal) {
    try {
      routes.run("removals-work", "removal", removal);
      if (atWork.containsKey(removal)) {
        failed(removal, new IllegalStateException("The removal ended without a result."));
      }
    } catch (RuntimeException e) {
      LOG.warn("The removal of {} will be retried later: {}", removal.key(), e.toString());
    } finally {
      atWork.remove(removal);
      trigger.run();
    }
  }

  /** Claims due removals, for each sink as many as may run at once. */
  List<Removal> claim() {
    var now = clock.instant();
    atWork.values().removeIf(now::isAfter);
    var claimed = new ArrayList<Removal>();
    for (var sink : removals.dueSinks(now)) {
      int most = most(sink, now);
      if (most > 0) {
        claimed.addAll(removals.claim(sink, most, now, LEASE));
      }
    }
    claimed.forEach(removal -> atWork.put(removal, now.plus(LEASE)));
    return claimed;
  }

  private int most(String sink, Instant now) {
    var pause = pauses.get(sink);
    if (pause != null && now.isBefore(pause.until())) {
      return 0;
    }
    if (!sinks.isConfigured(sink)) {
      pause(sink, "It is not configured.");
      return 0;
    }
    long busy = atWork.keySet().stream().filter(one -> one.sink().equals(sink)).count();
    return (int) ((pause == null ? AT_ONCE : 1) - busy);
  }

  /** The sink has removed it, or had nothing to remove. */
  public void done(Removal removal) {
    removals.done(removal);
    if (pauses.remove(removal.sink()) != null) {
      LOG.info("The sink {} removes files again.", removal.sink());
    }
    atWork.remove(removal);
  }

  /** The sink has not removed it: it is tried again later. */
  public void failed(Removal removal, Throwable thrown) {
    try {
      var pause = pause(removal.sink(), reason(thrown));
      var own = clock.instant().plus(doubled(removal.attempts(), LONGEST_WAIT));
      removals.failed(
          removal, reason(thrown), own.isAfter(pause.until()) ? own : pause.until().plusMillis(1));
    } finally {
      atWork.remove(removal);
    }
  }

  /** Several workers that fail at the same time report the same failure, which is logged once. */
  private synchronized Pause pause(String sink, String why) {
    var now = clock.instant();
    var before = pauses.get(sink);
    if (before != null && now.isBefore(before.until())) {
      return before;
    }
    int failures = before == null ? 0 : before.failures();
    var pause = new Pause(failures + 1, now.plus(doubled(failures, LONGEST_PAUSE)));
    pauses.put(sink, pause);
    if (before == null) {
      warn(sink, why, now);
    }
    return pause;
  }

  /** One file that cannot be removed, among others that can, fails again and again. */
  private void warn(String sink, String why, Instant now) {
    var last = warned.get(sink);
    if (last == null || !now.isBefore(last.plus(BETWEEN_WARNINGS))) {
      warned.put(sink, now);
      long waiting = removals.waiting(now).getOrDefault(sink, 0L);
      LOG.warn("The sink {} does not remove files, {} wait: {}", sink, waiting, why);
    }
  }

  private static Duration doubled(int times, Duration longest) {
    var wait = FIRST_PAUSE.multipliedBy(1L << Math.min(times, 16));
    return wait.compareTo(longest) < 0 ? wait : longest;
  }

  private static String reason(Throwable thrown) {
    var root = Causes.root(thrown);
    var said = root.getMessage();
    return said == null ? root.getClass().getSimpleName() + "." : said;
  }

  /** How many removals wait, by sink. */
  public Map<String, Long> waiting() {
    return removals.waiting(clock.instant());
  }
}
