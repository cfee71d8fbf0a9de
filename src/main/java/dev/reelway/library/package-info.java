/**
 * What callers have given us to keep: files under names of their own, and bytes stored once by the
 * hash of their content, whoever gave them; among these the pictures that orders start from.
 */
@NullMarked
package dev.reelway.library;

import org.jspecify.annotations.NullMarked;
