package dev.reelway.idempotency;

/**
 * An earlier request with the same path, parameters and files.
 *
 * @param object the object that it has created
 * @param isLeft whether its caller has left without an answer, so that another request may join
 */
public record EqualRequest(String object, boolean isLeft) {}
