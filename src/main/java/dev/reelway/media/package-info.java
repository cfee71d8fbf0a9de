/**
 * Files from outside, before anything trusts them: links are opened only where they lead to the
 * public Internet, and pictures are told by their own bytes.
 */
@NullMarked
package dev.reelway.media;

import org.jspecify.annotations.NullMarked;
