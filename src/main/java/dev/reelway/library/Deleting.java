package dev.reelway.library;

import dev.reelway.media.Incoming;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/** Deletes a file that came in when its exchange is over, however that ends. */
public final class Deleting extends SynchronizationAdapter {

  private final Incoming.File file;

  public Deleting(Incoming.File file) {
    this.file = file;
  }

  /** Stays with the exchange: a copy of it that is sent on may never be worked on. */
  @Override
  public boolean allowHandover() {
    return false;
  }

  @Override
  public void onDone(Exchange exchange) {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
