package dev.reelway.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/** Deletes a temporary file when its exchange ends, whether it succeeds or fails. */
public final class DeleteOnCompletion extends SynchronizationAdapter {

  private final SpoolFolder.SpoolFile spoolFile;

  public DeleteOnCompletion(SpoolFolder.SpoolFile spoolFile) {
    this.spoolFile = spoolFile;
  }

  /**
   * False, so that the file is deleted with this exchange: a copy that is handed over may never be
   * processed.
   */
  @Override
  public boolean allowHandover() {
    return false;
  }

  @Override
  public void onDone(Exchange exchange) {
    try {
      spoolFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
