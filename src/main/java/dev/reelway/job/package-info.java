/**
 * A job from accepted to delivered or failed: its states, the ledger that stores them, the workers,
 * and the classes that routes report to. Uses {@code upstream}, {@code sink}, {@code order}, {@code
 * media}, {@code net}, {@code database}, {@code wire} and {@code setup}; does not know where orders
 * come from.
 */
@NullMarked
package dev.reelway.job;

import org.jspecify.annotations.NullMarked;
