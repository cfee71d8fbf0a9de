/**
 * Files that callers have uploaded: under names of their own, and bytes stored once by the hash of
 * their content; among these the images that orders start from. Uses {@code job} (removals), {@code
 * database}, {@code licence}, {@code media}, {@code net}, {@code order}, {@code sink}, {@code
 * upstream} and {@code setup}.
 */
@NullMarked
package dev.reelway.library;

import org.jspecify.annotations.NullMarked;
