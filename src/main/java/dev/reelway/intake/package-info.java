/**
 * Orders that do not come as calls: prompt files that are dropped into a folder, batches that are
 * uploaded, and messages of a queue. Each becomes jobs, and its results are written where it came
 * from. Uses {@code job}, {@code library}, {@code licence}, {@code media}, {@code order}, {@code
 * sink}, {@code database}, {@code wire} and {@code setup}.
 */
@NullMarked
package dev.reelway.intake;

import org.jspecify.annotations.NullMarked;
