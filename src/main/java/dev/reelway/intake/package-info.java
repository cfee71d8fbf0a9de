/**
 * Orders that do not come one by one over HTTP: prompt files that are dropped into a folder,
 * batches of the API, and messages of a queue. Each becomes jobs, and the results are written next
 * to it. Uses {@code intake.format}, {@code job}, {@code library}, {@code licence}, {@code media},
 * {@code order}, {@code sink}, {@code database}, {@code wire} and {@code setup}.
 */
@NullMarked
package dev.reelway.intake;

import org.jspecify.annotations.NullMarked;
