/**
 * Requests to URLs that callers and upstreams supply: sent only to the public Internet and to hosts
 * that the operator allows, limited in time and length. Uses no other package.
 */
@NullMarked
package dev.reelway.net;

import org.jspecify.annotations.NullMarked;
