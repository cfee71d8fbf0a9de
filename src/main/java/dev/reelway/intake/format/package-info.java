/**
 * The formats of prompt files: text, tables, lists and records, in the usual encodings, read one
 * order after another. Uses {@code order} and {@code wire}.
 */
@NullMarked
package dev.reelway.intake.format;

import org.jspecify.annotations.NullMarked;
