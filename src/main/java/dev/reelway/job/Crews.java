package dev.reelway.job;

import dev.reelway.job.State.Submitting;
import dev.reelway.order.Order;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;

/**
 * The hands of every step, and how they come by their jobs. Callers come first: while orders pour
 * in, each step takes its jobs one by one and with pauses, so that a burst is taken in at full
 * speed and worked off after it.
 */
public final class Crews implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final JobDesk desk;
  private final Polls polls;
  private final Map<Step, Crew> crews = new EnumMap<>(Step.class);
  private volatile boolean closed;

  /**
   * @param atOnce how many jobs each step may have in hand
   */
  public Crews(JobDesk desk, Polls polls, Map<Step, Integer> atOnce) {
    this.desk = desk;
    this.polls = polls;
    atOnce.forEach((step, size) -> crews.put(step, new Crew(step.inRoutes(), size)));
  }

  /**
   * Claims as many due jobs for a step as it has free hands.
   *
   * @param step as routes spell it: submit, recover, poll or deliver
   */
  public List<Job> claim(String step) throws InterruptedException {
    var which = Step.valueOf(step.toUpperCase(Locale.ROOT));
    var crew = crew(which);
    int hands = closed ? 0 : crew.take(mostNow(), PATIENCE);
    if (hands == 0) {
      return List.of();
    }
    List<Job> jobs = List.of();
    try {
      jobs = desk.claim(which, hands);
    } finally {
      crew.giveBack(hands - jobs.size());
    }
    return jobs;
  }

  /**
   * Claims due renders as claim does, in rounds; a hand for each round. Behind those that may not
   * be asked after now, there may be others.
   */
  public List<Round> rounds() throws InterruptedException {
    List<Job> jobs;
    List<Round> rounds;
    do {
      jobs = claim("poll");
      rounds = rounds(jobs);
    } while (rounds.isEmpty() && !jobs.isEmpty());
    return rounds;
  }

  private List<Round> rounds(List<Job> jobs) {
    List<Round> rounds = List.of();
    try {
      rounds = polls.rounds(jobs);
    } finally {
      crew(Step.POLL).giveBack(jobs.size() - rounds.size());
    }
    return rounds;
  }

  /** Takes an order in whose caller waits: a free hand submits it at once, else it is queued. */
  public Watch accept(Order order, String licence) {
    boolean hand = !closed && crew(Step.SUBMIT).takeOne();
    boolean atOnce = false;
    try {
      var watch = desk.acceptWatched(order, licence, hand);
      atOnce = watch.first().state() instanceof Submitting;
      return watch;
    } finally {
      if (hand && !atOnce) {
        crew(Step.SUBMIT).giveBack(1);
      }
    }
  }

  private int mostNow() throws InterruptedException {
    if (!desk.isBurst()) {
      return Integer.MAX_VALUE;
    }
    Thread.sleep(PAUSE);
    return 1;
  }

  /** The threads of a step, for the route that hands its jobs to them. */
  public ExecutorService threads(Step step) {
    return crew(step);
  }

  private Crew crew(Step step) {
    return Objects.requireNonNull(crews.get(step));
  }

  /** Claims nothing more; what is in hand is finished. */
  @Override
  public void close() {
    closed = true;
  }
}
