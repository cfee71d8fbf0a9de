package dev.reelway.job;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Two observers as one. */
record JobObservers(JobObserver first, JobObserver second) implements JobObserver {

  @Override
  public void accepted(Job job) {
    first.accepted(job);
    second.accepted(job);
  }

  @Override
  public void changed(@Nullable Job before, Job job) {
    first.changed(before, job);
    second.changed(before, job);
  }

  @Override
  public void worked(JobStep step, Duration took) {
    first.worked(step, took);
    second.worked(step, took);
  }

  @Override
  public void polled(String upstream, int renders) {
    first.polled(upstream, renders);
    second.polled(upstream, renders);
  }
}
