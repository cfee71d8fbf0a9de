/**
 * The licences, each an API key with its rights: those of the configuration and those of the
 * ledger. Uses {@code setup} and {@code database}.
 */
@NullMarked
package dev.reelway.licence;

import org.jspecify.annotations.NullMarked;
