/**
 * What is told of jobs' ends: an event each, written with the end itself, and letters that carry it
 * to whoever wants to know.
 */
@NullMarked
package dev.reelway.event;

import org.jspecify.annotations.NullMarked;
