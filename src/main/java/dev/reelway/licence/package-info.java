/**
 * The licences, each an API key with its rights: those of the configuration and those of the
 * ledger; and those of tokens, which {@code oidc} reads. Uses {@code setup}, {@code wire} and
 * {@code database}.
 */
@NullMarked
package dev.reelway.licence;

import org.jspecify.annotations.NullMarked;
