/**
 * What callers wish for: the parameters of a call, the grammar of model names, and the order that
 * both add up to.
 */
@NullMarked
package dev.reelway.order;

import org.jspecify.annotations.NullMarked;
