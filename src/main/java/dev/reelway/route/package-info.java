/**
 * The contract of route files, checked before anything starts. Uses no other package.
 *
 * <p>The contract of exchange variables:
 *
 * <ul>
 *   <li>A route reads a variable only where it is set on every path from what starts the exchange.
 *   <li>The routes of Reelway share the variables in {@link dev.reelway.route.SharedVariables},
 *       each with one meaning.
 *   <li>A dialect sets variables of its own only, whose names begin with its name: {@code
 *       soraPath}, {@code vllmOmniRequest}.
 *   <li>What a policy reads is set before the first step that can fail.
 *   <li>An exchange that works on a job or a poll batch ends with it: no step of it is a {@code
 *       wireTap}, a {@code seda:}, a {@code multicast} or a {@code recipientList}, as those copy it
 *       with its variables. A {@code split} of it is sequential, and sets no other {@code job} or
 *       {@code pollBatch}.
 * </ul>
 *
 * <p>The contract of policies: a route that is called by another one and names a policy handles
 * every failure there, or continues after it; the policy of the calling route sees none of them.
 */
@NullMarked
package dev.reelway.route;

import org.jspecify.annotations.NullMarked;
