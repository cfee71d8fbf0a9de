/**
 * What callers order: the parameters of a call, the grammar of model names, and the order that both
 * add up to. Uses {@code media} (where a webhook may lead), {@code wire} and {@code setup}.
 */
@NullMarked
package dev.reelway.order;

import org.jspecify.annotations.NullMarked;
