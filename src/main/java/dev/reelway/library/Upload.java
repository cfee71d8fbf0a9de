package dev.reelway.library;

import dev.reelway.sink.Asset;
import dev.reelway.sink.AssetLocation;
import java.io.IOException;
import java.io.InputStream;

/** A received file that is checked and about to be stored under the hash of its content. */
public interface Upload {

  /** Whether its bytes still have to be written to the sink. */
  boolean isNew();

  /** Where its bytes are stored, or will be. */
  AssetLocation target();

  /** The file in its sink. */
  Asset asset();

  /** Its bytes. */
  InputStream open() throws IOException;
}
