/**
 * The API over HTTP: what comes in is read here, what goes out is written here. A class ending in
 * {@code Calls} serves the routes of one resource. Uses every package but {@code sandbox}; only
 * {@code sandbox} uses it.
 */
@NullMarked
package dev.reelway.api;

import org.jspecify.annotations.NullMarked;
