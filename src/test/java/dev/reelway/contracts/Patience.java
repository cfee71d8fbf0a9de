package dev.reelway.contracts;

import dev.reelway.stories.Service;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** For every class: what is awaited without a limit of its own may take as long as elsewhere. */
public final class Patience implements BeforeAllCallback {

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultTimeout(Service.PATIENCE);
  }
}
