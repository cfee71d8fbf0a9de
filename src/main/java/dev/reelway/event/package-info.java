/**
 * What is told of jobs' ends: an event each, written with the end itself, and deliveries that carry
 * it to webhooks and to the operator's own endpoint. Uses {@code job}, {@code licence} (its
 * webhook), {@code media} (calls to outside), {@code database}, {@code wire} and {@code setup}.
 */
@NullMarked
package dev.reelway.event;

import org.jspecify.annotations.NullMarked;
