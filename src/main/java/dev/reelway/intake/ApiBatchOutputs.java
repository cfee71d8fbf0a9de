package dev.reelway.intake;

import dev.reelway.library.ContentStore.ReservedLocation;
import dev.reelway.library.StoredContent;
import dev.reelway.library.StoredFile;
import dev.reelway.media.SpoolFolder;
import dev.reelway.sink.AssetLocation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The result files of a batch, before they are stored.
 *
 * @param output the orders that succeeded, or null if none did
 * @param error the orders that failed, or null if none did
 * @param completed the number of orders that succeeded
 * @param failed the number of orders that failed
 */
public record ApiBatchOutputs(
    @Nullable Output output, @Nullable Output error, int completed, int failed) {

  /**
   * One result file.
   *
   * @param reservedLocation the location of its bytes
   */
  public record Output(
      StoredFile file,
      StoredContent storedContent,
      SpoolFolder.SpoolFile bytes,
      ReservedLocation reservedLocation) {

    /** Whether its bytes must still be stored. */
    public boolean isNew() {
      return reservedLocation.isNew();
    }

    /** The place of its bytes. */
    public AssetLocation assetLocation() {
      return reservedLocation.assetLocation();
    }

    /** Its bytes. */
    public InputStream open() throws IOException {
      return Files.newInputStream(bytes.path());
    }
  }

  /** The result files that exist: none to two. */
  public List<Output> all() {
    return Stream.of(Optional.ofNullable(output), Optional.ofNullable(error))
        .flatMap(Optional::stream)
        .toList();
  }

  List<StoredFile> files() {
    return all().stream().map(Output::file).toList();
  }

  @Nullable String outputFile() {
    return output == null ? null : output.file().id();
  }

  @Nullable String errorFile() {
    return error == null ? null : error.file().id();
  }
}
