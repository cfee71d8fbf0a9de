/**
 * Recognises requests that are sent again, so that each creates one object: by their {@code
 * Idempotency-Key}, or as retries that an SDK marks. The key and the object are committed in one
 * transaction. Uses {@code database} and {@code setup}; does not know what the objects are.
 */
@NullMarked
package dev.reelway.idempotency;

import org.jspecify.annotations.NullMarked;
