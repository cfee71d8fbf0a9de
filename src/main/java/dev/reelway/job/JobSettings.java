package dev.reelway.job;

import java.time.Duration;
import java.util.Map;

/**
 * {@code reelway.jobs}.
 *
 * @param longestWait after this time a job fails that was not submitted
 * @param deadline after this time, counted from its submit, a job fails that is not rendered
 * @param fetchDeadline after this time, counted from the end of its render, a job fails that is not
 *     fetched
 * @param tick Quartz cron expression: how often the steps look for due jobs without a trigger
 * @param pollEvery time between two polls of the same render
 * @param firstRetry wait after a first failure; doubles with each further one
 * @param longestRetry no wait is longer than this
 * @param lookUpFor how long an order is looked up if its answer was lost and its upstream does not
 *     list it
 * @param lease how long a claimed job belongs to its worker; renewed while the worker lives
 * @param drain how long a shutdown waits for the calls to upstreams that are under way
 * @param atOnce how many jobs of one upstream each step may work on at once, by step
 */
public record JobSettings(
    Duration longestWait,
    Duration deadline,
    Duration fetchDeadline,
    String tick,
    Duration pollEvery,
    Duration firstRetry,
    Duration longestRetry,
    Duration lookUpFor,
    Duration lease,
    Duration drain,
    Map<String, Integer> atOnce) {

  /** How many orders this process may send to one upstream at once. */
  int submitsAtOnce() {
    return atOnce.getOrDefault(JobStep.SUBMIT.inRoutes(), Integer.MAX_VALUE);
  }

  /** How long a job may take in all. */
  public Duration longest() {
    return longestWait.plus(deadline).plus(fetchDeadline);
  }

  JobTiming jobTiming() {
    return new JobTiming(pollEvery, firstRetry, longestRetry, fetchDeadline);
  }
}
