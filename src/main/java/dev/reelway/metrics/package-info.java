/** What the service tells a monitoring system of its jobs, its upstreams and its ledger. */
@NullMarked
package dev.reelway.metrics;

import org.jspecify.annotations.NullMarked;
