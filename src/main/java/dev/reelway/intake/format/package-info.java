/**
 * The files of orders: text, tables, lists and records in the encodings that people save them in,
 * read one order after another. Uses {@code order} and {@code wire}.
 */
@NullMarked
package dev.reelway.intake.format;

import org.jspecify.annotations.NullMarked;
