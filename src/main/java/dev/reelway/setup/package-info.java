/**
 * How a start goes: settings are read strictly, checked by {@link
 * dev.reelway.setup.SettingsChecks}, and what keeps the service from starting is one sentence that
 * begins with the key. Depends on no other package; all others may use it.
 */
@NullMarked
package dev.reelway.setup;

import org.jspecify.annotations.NullMarked;
