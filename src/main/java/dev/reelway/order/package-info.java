/**
 * Orders: the parameters of a request, the grammar of model names, and the order made of both. Uses
 * {@code media} (images), {@code net} (which webhook URLs are allowed), {@code wire} and {@code
 * setup}.
 */
@NullMarked
package dev.reelway.order;

import org.jspecify.annotations.NullMarked;
