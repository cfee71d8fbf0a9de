/**
 * The storage of files: the stream that verifies a file as it passes, the sidecar, and the sinks
 * {@code file}, {@code s3} and {@code sftp}; further sinks are route files. Uses {@code sink.s3},
 * {@code sink.sftp}, {@code licence} (how long its files stay), {@code media}, {@code order},
 * {@code wire} and {@code setup}.
 */
@NullMarked
package dev.reelway.sink;

import org.jspecify.annotations.NullMarked;
