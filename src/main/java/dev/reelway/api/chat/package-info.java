/**
 * The chat API: a conversation becomes an order, and the progress of its job becomes the answer,
 * whole or as a stream. Uses {@code api}, {@code job}, {@code library}, {@code licence} and {@code
 * order}.
 */
@NullMarked
package dev.reelway.api.chat;

import org.jspecify.annotations.NullMarked;
