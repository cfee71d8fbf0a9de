/**
 * What the service tells a monitoring system of its jobs, its upstreams, its ledger and its
 * storage.
 */
@NullMarked
package dev.reelway.metrics;

import org.jspecify.annotations.NullMarked;
