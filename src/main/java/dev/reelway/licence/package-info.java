/**
 * Who may call, and what for: the licences, each an API key with its rights. Uses {@code setup}
 * alone.
 */
@NullMarked
package dev.reelway.licence;

import org.jspecify.annotations.NullMarked;
