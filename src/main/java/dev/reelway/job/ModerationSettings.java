package dev.reelway.job;

import org.jspecify.annotations.Nullable;

/**
 * {@code reelway.moderation}: the endpoints that decide on orders and on files.
 *
 * @param beforeSubmit the URI of a Camel endpoint that is asked before an order is sent, or null
 * @param beforeDelivery the URI of one that is asked before a job's files are delivered, or null
 */
public record ModerationSettings(@Nullable String beforeSubmit, @Nullable String beforeDelivery) {

  /** Whether a setting is an endpoint. */
  static boolean isSet(@Nullable String endpoint) {
    return endpoint != null && !endpoint.isBlank();
  }
}
