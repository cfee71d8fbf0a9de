package dev.reelway.job;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The job that lines of the log are about: structured logs have its id as {@code job_id}. A worker
 * may write about another job than its own, as when a list is read: closing this names the former
 * one again.
 */
public final class LoggedJob implements AutoCloseable {

  private static final String NAME = "job_id";

  private final @Nullable String before;

  private LoggedJob(String id) {
    this.before = MDC.get(NAME);
    MDC.put(NAME, id);
  }

  /** From now on, what this thread logs is about this job. */
  public static LoggedJob of(Job job) {
    return new LoggedJob(job.id());
  }

  /** The same for a job of which only the id is known. */
  public static LoggedJob of(String id) {
    return new LoggedJob(id);
  }

  @Override
  public void close() {
    if (before == null) {
      MDC.remove(NAME);
    } else {
      MDC.put(NAME, before);
    }
  }
}
