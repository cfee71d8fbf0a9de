/**
 * Files from outside, before anything trusts them, and calls to outside: links are opened only
 * where they lead to the public Internet, and images are told by their own bytes. Uses {@code wire}
 * and {@code setup}.
 */
@NullMarked
package dev.reelway.media;

import org.jspecify.annotations.NullMarked;
