/** The licences, each an API key with its rights. Uses {@code setup}. */
@NullMarked
package dev.reelway.licence;

import org.jspecify.annotations.NullMarked;
