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

  @Override
  public void onDone(Exchange exchange) {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
