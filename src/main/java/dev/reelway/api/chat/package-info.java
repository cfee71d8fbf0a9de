/**
 * The chat API: a conversation becomes an order, and the progress of its job becomes an answer,
 * whole or as a stream. Uses {@code api}.
 */
@NullMarked
package dev.reelway.api.chat;

import org.jspecify.annotations.NullMarked;
