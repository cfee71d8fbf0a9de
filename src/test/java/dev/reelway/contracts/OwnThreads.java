package dev.reelway.contracts;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Classes run beside each other, and what a thread of one throws must not end the waiting of
 * another, as it does by Awaitility's default.
 */
public final class OwnThreads implements BeforeAllCallback {

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.doNotCatchUncaughtExceptionsByDefault();
  }
}
