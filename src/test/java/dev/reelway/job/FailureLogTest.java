package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import dev.reelway.contracts.LogCapture;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.dao.DataAccessResourceFailureException;

@ExtendWith(LogCapture.class)
class FailureLogTest {

  private static RuntimeException away() {
    return new DataAccessResourceFailureException(
        "no connection", new SQLException("Connection refused", "08001"));
  }

  private final SettableClock clock = new SettableClock();
  private final FailureLog failureLog = new FailureLog(clock);

  @Test
  void anOutageOfTheDatabaseIsOneLineAMinuteHoweverManyRoutesFail(CapturedOutput log) {
    for (int second = 0; second < 150; second++) {
      failureLog.failed("expire-jobs", away());
      failureLog.failed("watch-others", away());
      clock.passes(Duration.ofSeconds(1));
    }

    assertThat(log.getOut().lines())
        .hasSize(3)
        .allMatch(line -> line.contains("The database is"))
        .anyMatch(line -> line.contains("still unavailable after 120 s"));
  }

  @Test
  void itsEndIsOneLine(CapturedOutput log) {
    failureLog.failed("expire-jobs", away());
    failureLog.failed("watch-others", away());
    clock.passes(Duration.ofSeconds(9));

    failureLog.succeeded("ticks");
    assertThat(log.getOut()).doesNotContain("again, after");
    failureLog.succeeded("watch-others");
    failureLog.succeeded("expire-jobs");

    assertThat(log.getOut()).containsOnlyOnce("The database is available again, after 9 s");
  }

  @Test
  void anotherFailureHasItsStackTraceOnce(CapturedOutput log) {
    for (int second = 0; second < 70; second++) {
      failureLog.failed("expire-jobs", new IllegalStateException("broken"));
      clock.passes(Duration.ofSeconds(1));
    }
    failureLog.succeeded("expire-jobs");

    assertThat(log.getOut())
        .containsOnlyOnce("FailureLogTest.anotherFailureHasItsStackTraceOnce(")
        .containsOnlyOnce("expire-jobs still fails after 60 s")
        .containsOnlyOnce("expire-jobs works again, after 70 s");
  }

  @Test
  void aRouteThatATriggerStartsLogsOnlyThrough(CapturedOutput log) throws Exception {
    var runs = new AtomicInteger();
    var failure = new AtomicReference<@Nullable RuntimeException>(away());
    try (var camel = new DefaultCamelContext()) {
      camel.addRoutePolicyFactory(new RecurringRoutes(failureLog));
      camel.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              errorHandler(noErrorHandler());
              from("seda:work").routeId("work").process(exchange -> run(runs, failure.get()));
            }
          });
      camel.start();
      for (int n = 0; n < 5; n++) {
        camel.createProducerTemplate().sendBody("seda:work", n);
      }
      Awaitility.await().until(() -> runs.get() == 5);
      failure.set(null);
      camel.createProducerTemplate().sendBody("seda:work", 5);
      Awaitility.await().until(() -> log.getOut().contains("available again"));
    }

    assertThat(log.getOut())
        .containsOnlyOnce("The database is unavailable")
        .doesNotContain("\tat ");
  }

  private static void run(AtomicInteger runs, @Nullable RuntimeException failure) {
    runs.incrementAndGet();
    if (failure != null) {
      throw failure;
    }
  }
}
