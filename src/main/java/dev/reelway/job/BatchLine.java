package dev.reelway.job;

/**
 * The line of a dropped file that a job came from: with its batch, it is a job's identity, so that
 * reading a file twice makes no job twice.
 *
 * @param batch the batch's id
 * @param line 1 for the file's first line
 */
public record BatchLine(String batch, int line) {}
