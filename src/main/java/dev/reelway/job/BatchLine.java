package dev.reelway.job;

/**
 * The line of a dropped file that a job came from. Batch and line identify the job, so that a file
 * that is read twice makes each job once.
 *
 * @param batch the batch's id
 * @param line 1 for the file's first line
 */
public record BatchLine(String batch, int line) {}
