/**
 * Signed tokens of OpenID Connect issuers as licences: which issuers, their keys, what makes a
 * token valid, and what it gives rights to. Uses {@code licence}, {@code net}, {@code wire} and
 * {@code setup}.
 */
@NullMarked
package dev.reelway.oidc;

import org.jspecify.annotations.NullMarked;
