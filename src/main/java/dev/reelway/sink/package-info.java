/**
 * Where files go: the stream that proves a file whole as it passes, its sidecar, and the sinks
 * {@code file}, {@code s3} and {@code sftp}; further ones are route files. Uses {@code licence}
 * (how long its files stay), {@code media}, {@code order}, {@code wire} and {@code setup}.
 */
@NullMarked
package dev.reelway.sink;

import org.jspecify.annotations.NullMarked;
