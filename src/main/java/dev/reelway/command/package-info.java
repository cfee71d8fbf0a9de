/** The command line of the jar: {@code java -jar reelway.jar licences …}. Uses {@code setup}. */
@NullMarked
package dev.reelway.command;

import org.jspecify.annotations.NullMarked;
