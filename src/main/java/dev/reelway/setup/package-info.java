/**
 * The start of the service: settings are read strictly and checked by {@link
 * dev.reelway.setup.SettingsChecks}; a start that fails is explained in one sentence that names the
 * key. Uses no other package; all others may use it.
 */
@NullMarked
package dev.reelway.setup;

import org.jspecify.annotations.NullMarked;
