package dev.reelway.contracts;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LogFile;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.logging.LoggingSystemFactory;
import org.springframework.boot.logging.logback.LogbackLoggingSystem;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Sets logging up once for all applications of this process. Boot would drop what is logged while
 * another application starts or has just ended.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class OneLoggingSystem implements LoggingSystemFactory {

  private static final Object ONCE = new Object();

  @Override
  public LoggingSystem getLoggingSystem(ClassLoader loader) {
    return new Logback(loader);
  }

  private static final class Logback extends LogbackLoggingSystem {

    Logback(ClassLoader loader) {
      super(loader);
    }

    @Override
    public void beforeInitialize() {}

    @Override
    public void initialize(
        LoggingInitializationContext context, @Nullable String location, @Nullable LogFile file) {
      synchronized (ONCE) {
        super.beforeInitialize();
        super.initialize(context, location, file);
      }
    }

    @Override
    public void cleanUp() {}
  }
}
