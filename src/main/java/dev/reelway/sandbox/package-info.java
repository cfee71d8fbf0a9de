/**
 * An upstream of our own, behind real HTTP, so that everything works on a machine that knows no
 * other: it speaks the seed's dialect and renders real films, deterministic by prompt.
 */
@NullMarked
package dev.reelway.sandbox;

import org.jspecify.annotations.NullMarked;
