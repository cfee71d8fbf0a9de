/**
 * Traces as OpenTelemetry defines them: a span for each request, each step of an order and each
 * call that leaves, sent to a collector. Off unless {@code reelway.traces} is set; then no class of
 * OpenTelemetry is loaded.
 */
@NullMarked
package dev.reelway.trace;

import org.jspecify.annotations.NullMarked;
