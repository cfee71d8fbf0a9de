package dev.reelway.intake;

import dev.reelway.job.Handling;
import dev.reelway.library.Draft;

/**
 * An order of a file or batch, checked except for its reference images, which are still to be
 * stored.
 *
 * @param line its line in the file
 * @param handling its delivery options
 */
public record Pictured(int line, Draft draft, Handling handling) {}
