package dev.reelway.dialects;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What goes wrong with the many orders of one upstream: for each its own fault, by a seed; a bound
 * that nobody is told and that moves; times at which it is away. Used under its upstream's lock.
 */
final class Chaos {

  /** What goes wrong with an order besides its fault. */
  enum Oddity {
    NONE,
    /** It is given the task of another order. */
    SAME_TASK,
    /** Its task is no name. */
    ODD_TASK,
    /** It is not taken now. */
    BUSY
  }

  /** In the prompt of each order, so that one order is told from another in every protocol. */
  static final Pattern ORDER = Pattern.compile("fox number (\\d+) of chaos");

  private static final long AWAY_EVERY = Duration.ofSeconds(40).toNanos();
  private static final long AWAY_FOR = Duration.ofSeconds(3).toNanos();
  private static final long OPEN_FOR = Duration.ofSeconds(30).toNanos();

  private final long seed;
  private final long start = System.nanoTime();
  private final Map<String, Integer> tries = new HashMap<>();
  private final Map<String, Integer> accepted = new HashMap<>();
  private final Map<String, Fault> faults = new HashMap<>();
  private final Map<String, Long> open = new HashMap<>();
  private final Set<String> ended = new HashSet<>();
  private final List<String> cancelledWhenDone = new ArrayList<>();
  private String order = "";
  private Fault fault = Fault.NONE;
  private Oddity oddity = Oddity.NONE;
  private int refused;

  Chaos(long seed) {
    this.seed = seed;
  }

  /** What this order meets from the first try on, apart from being busy; the same in each run. */
  static Fault fault(long seed, String order) {
    var faults = Fault.values();
    var random = new Random(seed * 31 + order.hashCode());
    return random.nextInt(10) < 3 ? Fault.NONE : faults[random.nextInt(faults.length)];
  }

  /** Whether this order gets no task of its own. */
  static Oddity oddity(long seed, String order) {
    return switch (new Random(seed * 37 + order.hashCode()).nextInt(40)) {
      case 0 -> Oddity.SAME_TASK;
      case 1 -> Oddity.ODD_TASK;
      default -> Oddity.NONE;
    };
  }

  Fault ordered(String body) {
    var named = ORDER.matcher(body);
    order = named.find() ? named.group(1) : "";
    int tried = tries.merge(order, 1, Integer::sum);
    fault = fault(seed, order);
    boolean busy = fault == Fault.BUSY && tried == 1 || open() >= bound();
    oddity = busy ? Oddity.BUSY : oddity(seed, order);
    if (fault == Fault.BUSY) {
      fault = Fault.NONE;
    }
    return fault;
  }

  Oddity oddity() {
    return oddity;
  }

  /** With and without a wish, and with wishes that are none. */
  Reply busy(Reply reply) {
    refused++;
    var inASecond =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(1));
    var wishes = List.of("", "1", "-1", "soon", inASecond);
    var wish = wishes.get(new Random(seed + refused).nextInt(wishes.size()));
    var headers = new HashMap<>(reply.headers());
    if (!wish.isEmpty()) {
      headers.put("Retry-After", wish);
    }
    return new Reply(reply.status(), headers, reply.body());
  }

  void accepted(String task) {
    accepted.merge(order, 1, Integer::sum);
    faults.put(task, fault);
    open.put(task, System.nanoTime());
  }

  Fault of(String task) {
    return faults.getOrDefault(task, Fault.NONE);
  }

  void ended(String task) {
    open.remove(task);
    ended.add(task);
  }

  void cancelled(String task) {
    if (ended.contains(task)) {
      cancelledWhenDone.add(task);
    }
    open.remove(task);
  }

  boolean isAway() {
    return (System.nanoTime() - start) % AWAY_EVERY > AWAY_EVERY - AWAY_FOR;
  }

  /** It renders so many at once, more in one minute than in the next; a lost one for a while. */
  private int bound() {
    return (System.nanoTime() - start) / Duration.ofMinutes(1).toNanos() % 2 == 0 ? 40 : 15;
  }

  private long open() {
    long now = System.nanoTime();
    open.values().removeIf(since -> now - since > OPEN_FOR);
    return open.size();
  }

  /** How many orders were taken, by order. */
  Map<String, Integer> orders() {
    return Map.copyOf(accepted);
  }

  /** How many orders were refused because others were open. */
  int refused() {
    return refused;
  }

  /** The tasks that were cancelled after their end was told; none of them should have been. */
  List<String> cancelledWhenDone() {
    return List.copyOf(cancelledWhenDone);
  }
}
