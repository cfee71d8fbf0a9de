/**
 * The border between HTTP and the routes: what comes in is read here, what goes out is written
 * here.
 */
@NullMarked
package dev.reelway.api;

import org.jspecify.annotations.NullMarked;
