package dev.reelway.job;

import org.jspecify.annotations.Nullable;

/**
 * The parameters of a job that do not change what is rendered.
 *
 * @param sink the name of the sink that its files go to, or null for the usual one
 * @param outputName what its files are called there, before the job's own name, or null
 * @param priority from -100 to 100: queued jobs of a higher one go before those of a lower one
 */
public record DeliveryOptions(@Nullable String sink, @Nullable String outputName, int priority) {

  /** No parameter is set. */
  public static final DeliveryOptions USUAL = new DeliveryOptions(null, null, 0);
}
