/**
 * Media files from outside, checked by their own bytes before they are used: images, uploads, and
 * the frames and thumbnails of videos. Uses {@code net}, {@code wire} and {@code setup}.
 */
@NullMarked
package dev.reelway.media;

import org.jspecify.annotations.NullMarked;
