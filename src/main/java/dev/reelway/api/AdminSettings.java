package dev.reelway.api;

/**
 * {@code reelway.admin}: where the calls under {@code /admin} are answered, if there is an admin
 * key.
 *
 * @param address the address to listen at
 * @param port the port to listen at; 0 for any free one
 */
public record AdminSettings(String address, int port) {}
