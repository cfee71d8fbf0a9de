/**
 * An upstream of our own, behind real HTTP, so that everything works on a machine that knows no
 * other: it renders real videos, deterministic by prompt. Uses {@code api} (to read calls), {@code
 * order}, {@code sink} and {@code setup}.
 */
@NullMarked
package dev.reelway.sandbox;

import org.jspecify.annotations.NullMarked;
