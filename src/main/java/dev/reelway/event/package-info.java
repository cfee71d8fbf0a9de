/**
 * Events of jobs that have ended, each written with the end itself, and their delivery to webhooks,
 * to the webhook endpoints that licences register, and to the operator's own endpoint. Uses {@code
 * job}, {@code licence} (its webhook), {@code idempotency}, {@code net}, {@code database}, {@code
 * wire} and {@code setup}.
 */
@NullMarked
package dev.reelway.event;

import org.jspecify.annotations.NullMarked;
