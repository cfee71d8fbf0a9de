/**
 * Reelway: one durable API for generated films, whatever renders them today.
 *
 * <p>A ten-line tour: a call or a prompt file becomes an {@code order.Order}. {@code job.JobIntake}
 * writes it into the {@code job.Ledger} as a {@code job.Job}, and from then on it cannot be lost.
 * The routes under {@code routes/jobs} take it on, a step each: submit it to an {@code
 * upstream.Upstream} through the dialect's route file, poll it, fetch the film as a {@code
 * sink.ProvenStream} and store it through the sink's route file. {@code api} is the border to HTTP,
 * {@code licence} says who may pass it, {@code intake} reads prompt files, {@code sandbox} is an
 * upstream of our own. {@link dev.reelway.Settings} is the whole configuration, {@link
 * dev.reelway.Wiring} puts the parts together, and all movement is in the YAML under {@code
 * routes/}.
 */
@NullMarked
package dev.reelway;

import org.jspecify.annotations.NullMarked;
