package dev.reelway.leaks;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.UnsynchronizedAppenderBase;

/** Searches each line of the log, and what the exceptions in it say. */
public final class LeakAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

  private final Leaks leaks;

  public LeakAppender() {
    this(Leaks.OF_THE_RUN);
  }

  LeakAppender(Leaks leaks) {
    this.leaks = leaks;
  }

  @Override
  protected void append(ILoggingEvent event) {
    var source = "the log of " + event.getLoggerName();
    leaks.searchText(source, event.getFormattedMessage());
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      leaks.searchText(source, ThrowableProxyUtil.asString(thrown));
    }
  }
}
