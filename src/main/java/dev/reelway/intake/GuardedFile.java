package dev.reelway.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.reelway.wire.Causes;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what is wrong with a file from what is wrong with the disk: whatever its content makes its
 * reader throw is thrown as {@link PromptFileRefused}, as reading it again would end the same way;
 * only a disk that fails is an {@link IOException}.
 */
final class GuardedFile implements PromptFile {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");

  private final PromptFile file;

  private GuardedFile(PromptFile file) {
    this.file = file;
  }

  /** One step of reading. */
  @FunctionalInterface
  interface Step<T> {

    T take() throws IOException;
  }

  static PromptFile open(Step<PromptFile> opening) throws IOException {
    return new GuardedFile(guarded(opening));
  }

  /** Takes a step of reading. */
  static <T> T guarded(Step<T> step) throws IOException {
    try {
      return step.take();
    } catch (PromptFileRefused refused) {
      throw refused;
    } catch (IOException | RuntimeException | StackOverflowError thrown) {
      throw meaning(thrown);
    }
  }

  /**
   * The disk's failures may be wrapped; those of decoders are among them, and are the content's.
   */
  private static RuntimeException meaning(Throwable thrown) throws IOException {
    for (var cause : Causes.of(thrown)) {
      if (cause instanceof CharacterCodingException) {
        return Encoding.noText();
      }
      if (cause instanceof IOException disk && !(cause instanceof JsonProcessingException)) {
        throw disk;
      }
    }
    LOG.debug("A file makes its reader fail", thrown);
    return new PromptFileRefused(
        "This file cannot be read: it holds what no file of its kind may hold (%s)."
            .formatted(thrown.getClass().getSimpleName()));
  }

  @Override
  public @Nullable Entry next() throws IOException {
    try {
      return file.next();
    } catch (PromptFileRefused refused) {
      throw refused;
    } catch (IOException | RuntimeException | StackOverflowError thrown) {
      throw meaning(thrown);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
