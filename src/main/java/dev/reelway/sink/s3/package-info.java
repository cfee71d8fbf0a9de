/**
 * The sink {@code s3}: a bucket of Amazon S3 or of a service with the same API. Uses {@code sink}
 * and {@code setup}.
 */
@NullMarked
package dev.reelway.sink.s3;

import org.jspecify.annotations.NullMarked;
