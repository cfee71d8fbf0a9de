package dev.reelway.bench;

import com.github.kagkarlsson.scheduler.task.SchedulableInstance;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/** db-scheduler with the polling that its README recommends for high throughput. */
final class DbScheduler implements Scheduler {

  private static final int THREADS = 64;

  private static final List<String> TABLES =
      List.of(
          """
          create table scheduled_tasks (
            task_name text not null,
            task_instance text not null,
            task_data bytea,
            execution_time timestamp with time zone not null,
            picked boolean not null,
            picked_by text,
            last_success timestamp with time zone,
            last_failure timestamp with time zone,
            consecutive_failures int,
            last_heartbeat timestamp with time zone,
            version bigint not null,
            priority smallint,
            primary key (task_name, task_instance)
          )
          """,
          "create index execution_time_idx on scheduled_tasks (execution_time)",
          "create index last_heartbeat_idx on scheduled_tasks (last_heartbeat)");

  private final HikariDataSource database = new HikariDataSource();
  private final OneTimeTask<Void> task;
  private final com.github.kagkarlsson.scheduler.Scheduler scheduler;
  private volatile CountDownLatch open = new CountDownLatch(0);
  private int run;

  DbScheduler(String url, RenderCalls calls) throws SQLException {
    database.setJdbcUrl(url);
    database.setMaximumPoolSize(THREADS + 8);
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      for (var table : TABLES) {
        statement.execute(table);
      }
    }
    task =
        Tasks.oneTime("render")
            .execute(
                (instance, context) -> {
                  calls.run("db-scheduler-" + instance.getId());
                  open.countDown();
                });
    scheduler =
        com.github.kagkarlsson.scheduler.Scheduler.create(database, task)
            .threads(THREADS)
            .pollUsingLockAndFetch(0.5, 4.0)
            .pollingInterval(Duration.ofSeconds(1))
            .build();
    scheduler.start();
  }

  @Override
  public double run(int jobs) throws InterruptedException {
    open = new CountDownLatch(jobs);
    run++;
    long begin = System.nanoTime();
    var now = Instant.now();
    var all =
        IntStream.range(0, jobs)
            .mapToObj(n -> new TaskInstance<Void>(task.getTaskName(), run + "-" + n))
            .<SchedulableInstance<?>>map(one -> SchedulableInstance.of(one, now))
            .toList();
    scheduler.scheduleBatch(all);
    scheduler.triggerCheckForDueExecutions();
    open.await();
    return (System.nanoTime() - begin) / 1e9;
  }

  @Override
  public void close() {
    scheduler.stop();
    database.close();
  }
}
