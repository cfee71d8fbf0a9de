package dev.reelway.intake;

import dev.reelway.job.Handling;
import dev.reelway.library.Draft;

/**
 * An order of a file, checked in all but the pictures that it starts from, which are still to be
 * kept.
 *
 * @param line where it stands in the file
 * @param handling what is wished of its way
 */
public record Pictured(int line, Draft draft, Handling handling) {}
