package dev.reelway.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/** Quartz with its store in PostgreSQL, acquiring as many triggers at once as it has threads. */
final class QuartzScheduler implements Scheduler {

  private static final String THREADS = "64";
  private static final String CALLS = "calls";
  private static final String OPEN = "open";

  private final org.quartz.Scheduler scheduler;
  private int run;

  QuartzScheduler(String url, RenderCalls calls)
      throws SQLException, SchedulerException, IOException {
    createTables(url);
    scheduler = new StdSchedulerFactory(settings(url)).getScheduler();
    scheduler.getContext().put(CALLS, calls);
    scheduler.start();
  }

  /** With the script that Quartz comes with. */
  private static void createTables(String url) throws SQLException, IOException {
    try (var script = Job.class.getResourceAsStream("impl/jdbcjobstore/tables_postgres.sql");
        var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static Properties settings(String url) {
    var settings = new Properties();
    settings.putAll(
        Map.of(
            "org.quartz.scheduler.instanceName", "bench",
            "org.quartz.scheduler.batchTriggerAcquisitionMaxCount", THREADS,
            "org.quartz.threadPool.threadCount", THREADS,
            "org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX",
            "org.quartz.jobStore.driverDelegateClass",
                "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate",
            "org.quartz.jobStore.acquireTriggersWithinLock", "true",
            "org.quartz.jobStore.dataSource", "bench"));
    settings.putAll(
        Map.of(
            "org.quartz.dataSource.bench.provider", "hikaricp",
            "org.quartz.dataSource.bench.driver", "org.postgresql.Driver",
            "org.quartz.dataSource.bench.URL", url,
            "org.quartz.dataSource.bench.maxConnections", "72"));
    return settings;
  }

  /** A job of Quartz's, which finds what it needs in the context of its scheduler. */
  public static final class Render implements Job {

    @Override
    public void execute(JobExecutionContext context) {
      try {
        var shared = context.getScheduler().getContext();
        ((RenderCalls) shared.get(CALLS))
            .run("quartz-" + context.getJobDetail().getKey().getName());
        ((CountDownLatch) shared.get(OPEN)).countDown();
      } catch (SchedulerException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public double run(int jobs) throws SchedulerException, InterruptedException {
    var open = new CountDownLatch(jobs);
    scheduler.getContext().put(OPEN, open);
    run++;
    long begin = System.nanoTime();
    var all = new LinkedHashMap<JobDetail, Set<? extends Trigger>>();
    for (int n = 0; n < jobs; n++) {
      var job = JobBuilder.newJob(Render.class).withIdentity(run + "-" + n).build();
      all.put(job, new HashSet<>(Set.of(TriggerBuilder.newTrigger().startNow().build())));
    }
    scheduler.scheduleJobs(all, false);
    open.await();
    return (System.nanoTime() - begin) / 1e9;
  }

  @Override
  public void close() throws SchedulerException {
    scheduler.shutdown(true);
  }
}
