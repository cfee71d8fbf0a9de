package dev.reelway.intake;

import dev.reelway.library.Content;
import dev.reelway.library.Library.Placed;
import dev.reelway.library.StoredFile;
import dev.reelway.media.Incoming;
import dev.reelway.sink.Place;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The result files of a batch, about to be kept.
 *
 * @param output what succeeded, or null where nothing did
 * @param error what did not, or null
 */
public record BatchOutputs(
    @Nullable Output output, @Nullable Output error, int completed, int failed) {

  /**
   * One of them.
   *
   * @param placed where its bytes lie, or are to be put
   */
  public record Output(StoredFile file, Content content, Incoming.File bytes, Placed placed) {

    /** Whether its bytes are still to be kept. */
    public boolean isNew() {
      return placed.isNew();
    }

    /** Where its bytes lie, or are to be put. */
    public Place place() {
      return placed.place();
    }

    /** Its bytes. */
    public InputStream open() throws IOException {
      return Files.newInputStream(bytes.path());
    }
  }

  /** Those that there are. */
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
