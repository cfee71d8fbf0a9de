package dev.reelway.library;

import dev.reelway.library.ContentStore.ReservedLocation;
import dev.reelway.media.SpoolFolder.SpoolFile;
import dev.reelway.sink.Asset;
import dev.reelway.sink.AssetLocation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;

/** A received file that is checked and about to be stored under the hash of its content. */
public interface Upload {

  StoredContent storedContent();

  SpoolFile bytes();

  /** Where its bytes are stored, or will be. */
  ReservedLocation location();

  /** Whether its bytes still have to be written to the sink. */
  default boolean isNew() {
    return location().isNew();
  }

  /** The place of its bytes in the sink. */
  default AssetLocation target() {
    return location().assetLocation();
  }

  /** The file in its sink. */
  default Asset asset() {
    return storedContent().at(target());
  }

  /** Its bytes. */
  default InputStream open() throws IOException {
    return Files.newInputStream(bytes().path());
  }
}
