/**
 * The way of a job, from accepted to delivered or failed: its states, the ledger that keeps them,
 * and the desk where the routes report what happened.
 */
@NullMarked
package dev.reelway.job;

import org.jspecify.annotations.NullMarked;
