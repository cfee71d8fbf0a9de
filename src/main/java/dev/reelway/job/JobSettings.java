package dev.reelway.job;

import java.time.Duration;
import java.util.Map;

/**
 * {@code reelway.jobs}.
 *
 * @param deadline after this time a job that is not rendered is failed
 * @param fetchDeadline after this time, from when it was rendered, one that is not fetched is
 *     failed
 * @param tick Quartz cron expression: how often the steps look for due jobs without being nudged
 * @param pollEvery time between two questions about the same render
 * @param firstRetry wait after a first trouble; doubles with each further one
 * @param longestRetry no wait is longer than this
 * @param lookUpFor how long an order is looked up whose answer was lost and that its upstream does
 *     not list
 * @param lease how long a job is a worker's own; prolonged while the worker lives
 * @param drain how long a shutdown waits for the calls to upstreams that are under way
 * @param atOnce how many jobs each step may have in hand, by step
 */
public record JobSettings(
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

  JobTiming jobTiming() {
    return new JobTiming(pollEvery, firstRetry, longestRetry, fetchDeadline);
  }
}
