package dev.reelway.setup;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;

/**
 * Logs why the service does not start as one line, if one of its own analyzers knows the reason.
 * Spring Boot reports all other failures in its own way.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartFailureReporter implements SpringBootExceptionReporter {

  private static final Logger LOG = LoggerFactory.getLogger(StartFailureReporter.class);

  private final Environment environment;

  /**
   * @param context null if the failure came before it
   */
  StartFailureReporter(@Nullable ConfigurableApplicationContext context) {
    this.environment = context == null ? new StandardEnvironment() : context.getEnvironment();
  }

  @Override
  public boolean reportException(Throwable failure) {
    var sentence = analyses(failure).findFirst().map(FailureAnalysis::getDescription);
    sentence.ifPresent(known -> LOG.error("Reelway cannot start. {}", known));
    return sentence.isPresent();
  }

  private Stream<FailureAnalysis> analyses(Throwable failure) {
    var analyzers =
        SpringFactoriesLoader.forDefaultResourceLocation(getClass().getClassLoader())
            .load(
                FailureAnalyzer.class,
                ArgumentResolver.of(Environment.class, environment),
                (type, name, needsMore) -> {});
    return analyzers.stream()
        .filter(one -> one.getClass().getName().startsWith("dev.reelway."))
        .map(one -> one.analyze(failure))
        .filter(Objects::nonNull);
  }
}
