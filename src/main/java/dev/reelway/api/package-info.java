/**
 * The API over HTTP: reads requests and writes responses. A class ending in {@code Requests} serves
 * the routes of one resource. Uses {@code api.chat}, {@code event}, {@code intake}, {@code job},
 * {@code library}, {@code licence}, {@code media}, {@code order}, {@code sink}, {@code database},
 * {@code wire} and {@code setup}; of the other packages, only {@code sandbox} uses it.
 */
@NullMarked
package dev.reelway.api;

import org.jspecify.annotations.NullMarked;
