package dev.reelway.job;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a job that do not change what is rendered.
 *
 * @param sink the name of the sink that its files go to, or null for the usual one
 * @param outputName what its files are called there, before the job's own name, or null
 * @param priority from -100 to 100: queued jobs of a higher one go before those of a lower one
 * @param longestWait how long it may wait to be submitted, when it is accepted; null for the usual
 *     time, and for jobs that were accepted
 */
public record DeliveryOptions(
    @Nullable String sink,
    @Nullable String outputName,
    int priority,
    @Nullable Duration longestWait) {

  /** With the usual time to wait. */
  public DeliveryOptions(@Nullable String sink, @Nullable String outputName, int priority) {
    this(sink, outputName, priority, null);
  }

  /** No parameter is set. */
  public static final DeliveryOptions USUAL = new DeliveryOptions(null, null, 0);
}
