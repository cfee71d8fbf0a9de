package dev.reelway.contracts;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.boot.test.system.CapturedOutput;

/**
 * Gives a test what its own class has logged since the class or the test began, though other
 * classes run at the same time: threads that a class starts, and those that they start, are its
 * own. What a thread of no class logs, or of one that has ended, is given to all, unless a server
 * of a test has logged it.
 */
public final class LogCapture
    implements BeforeAllCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {

  private static final InheritableThreadLocal<@Nullable Log> OWN = new InheritableThreadLocal<>();
  private static final List<String> OURS =
      List.of("reelway", "dev.reelway", "org.apache.camel", "org.springframework");
  private static final Set<Log> OPEN = ConcurrentHashMap.newKeySet();

  /** Of what several classes use, so that none of them is told. */
  private static final Log APART = new Log();

  @Override
  public void beforeAll(ExtensionContext context) {
    if (isOutermost(context)) {
      var log = new Log();
      OPEN.add(log);
      OWN.set(log);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    var log = OWN.get();
    if (log != null) {
      log.clear();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    var log = OWN.get();
    if (log != null && isOutermost(context)) {
      OPEN.remove(log);
      OWN.remove();
    }
  }

  private static boolean isOutermost(ExtensionContext context) {
    return context.getRequiredTestClass().getEnclosingClass() == null;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == CapturedOutput.class;
  }

  @Override
  public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return OWN.get();
  }

  /** Starts what belongs to no class, and so do the threads that it starts. */
  public static <T, E extends Exception> T apart(Start<T, E> start) throws E {
    var own = OWN.get();
    OWN.set(APART);
    try {
      return start.start();
    } finally {
      OWN.set(own);
    }
  }

  /**
   * Starts something.
   *
   * @param <T> what it starts
   * @param <E> how that fails
   */
  @FunctionalInterface
  public interface Start<T, E extends Exception> {

    T start() throws E;
  }

  /** What the threads of the class alone have logged. */
  public static String own(CapturedOutput output) {
    return ((Log) output).own();
  }

  /** Appends each line to the log of the class that its thread belongs to. */
  public static final class Appender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private final PatternLayout layout = new PatternLayout();

    @Override
    public void start() {
      layout.setContext(getContext());
      layout.setPattern("%d{HH:mm:ss.SSS} %-5level %logger{20} %msg%n");
      layout.start();
      super.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
      var line = layout.doLayout(event);
      var own = OWN.get();
      if (own == APART) {
        return;
      }
      if (own != null && OPEN.contains(own)) {
        own.add(line, true);
      } else if (OURS.stream().anyMatch(event.getLoggerName()::startsWith)) {
        OPEN.forEach(log -> log.add(line, false));
      }
    }
  }

  private static final class Log implements CapturedOutput {

    private final StringBuilder lines = new StringBuilder();
    private final StringBuilder own = new StringBuilder();

    synchronized void add(String line, boolean isOwn) {
      lines.append(line);
      if (isOwn) {
        own.append(line);
      }
    }

    synchronized String own() {
      return own.toString();
    }

    synchronized void clear() {
      lines.setLength(0);
      own.setLength(0);
    }

    @Override
    public synchronized String getAll() {
      return lines.toString();
    }

    @Override
    public String getOut() {
      return getAll();
    }

    @Override
    public String getErr() {
      return "";
    }

    @Override
    public int length() {
      return getAll().length();
    }

    @Override
    public char charAt(int index) {
      return getAll().charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return getAll().subSequence(start, end);
    }

    @Override
    public String toString() {
      return getAll();
    }
  }
}
