/**
 * Requests to URLs that others gave us: opened only where they lead to the public Internet or to a
 * host that the operator allows, bounded in time and length. Uses {@code wire}.
 */
@NullMarked
package dev.reelway.net;

import org.jspecify.annotations.NullMarked;
