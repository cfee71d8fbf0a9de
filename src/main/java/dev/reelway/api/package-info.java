/**
 * The API over HTTP: what comes in is read here, what goes out is written here. A class ending in
 * {@code Calls} serves the routes of one resource. Uses {@code event}, {@code intake}, {@code job},
 * {@code library}, {@code licence}, {@code media}, {@code order}, {@code sink}, {@code database},
 * {@code wire} and {@code setup}; only {@code sandbox} uses it.
 */
@NullMarked
package dev.reelway.api;

import org.jspecify.annotations.NullMarked;
