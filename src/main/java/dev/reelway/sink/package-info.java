/** Where films go: the stream that proves a film whole as it passes, its sidecar, and the sinks. */
@NullMarked
package dev.reelway.sink;

import org.jspecify.annotations.NullMarked;
