package dev.reelway.api;

import dev.reelway.job.Workers;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * How the service stops, before its web server and its routes do: nothing new is taken in or
 * claimed, whoever waits is told the job's id at once, and what is under way, calls to upstreams
 * that are paid for among it, has a while to be finished and committed.
 */
final class GracefulStop implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger("reelway");

  private final EntryFilter entryFilter;
  private final Runnable waitingEnds;
  private final Workers workers;
  private final Duration drain;
  private volatile boolean running;

  /**
   * @param waitingEnds lets all go who wait for their jobs
   * @param drain how long what is under way may take
   */
  GracefulStop(EntryFilter entryFilter, Runnable waitingEnds, Workers workers, Duration drain) {
    this.entryFilter = entryFilter;
    this.waitingEnds = waitingEnds;
    this.workers = workers;
    this.drain = drain;
  }

  /** Comes before every other listener: some of them end what calls wait for. */
  @EventListener
  @Order(Ordered.HIGHEST_PRECEDENCE)
  void begin(ContextClosedEvent event) {
    entryFilter.close();
    workers.close();
    waitingEnds.run();
  }

  @Override
  public void start() {
    running = true;
  }

  /** Waits here, and not as long as Spring's phases may take: the drain has a time of its own. */
  @Override
  public void stop() {
    running = false;
    LOG.info("Stopping: what is under way has {} s", drain.toSeconds());
    try {
      if (!workers.awaitIdle(drain)) {
        LOG.warn(
            "Calls to upstreams are still under way after reelway.jobs.drain, {} s, and are cut"
                + " off. Where their answers are lost, their jobs are looked up after the restart,"
                + " or fail as submit_unknown.",
            drain.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** The first to stop: the web server closes its port after that, and the routes end last. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }
}
