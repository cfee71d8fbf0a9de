/** Who may call, and what for. */
@NullMarked
package dev.reelway.licence;

import org.jspecify.annotations.NullMarked;
