/**
 * A job from accepted to delivered or failed: its states, the ledger that keeps them, the workers
 * that carry it on, and what the routes report to. Uses {@code database}, {@code media}, {@code
 * order}, {@code sink}, {@code upstream}, {@code wire} and {@code setup}; knows nothing of where
 * jobs come from.
 */
@NullMarked
package dev.reelway.job;

import org.jspecify.annotations.NullMarked;
