/** Prompt files: how they arrive, become jobs line by line, and how their results are told. */
@NullMarked
package dev.reelway.intake;

import org.jspecify.annotations.NullMarked;
