package dev.reelway.intake.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.reelway.wire.Causes;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Distinguishes errors in the content of a file from disk errors. Any exception that the content
 * causes is thrown as {@link PromptFileRefused}, as reading it again would fail in the same way;
 * only a disk error is an {@link IOException}.
 */
public final class RefusingPromptFile implements PromptFile {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");

  private final PromptFile file;

  private RefusingPromptFile(PromptFile file) {
    this.file = file;
  }

  /** One step of reading. */
  @FunctionalInterface
  public interface Step<T> {

    T take() throws IOException;
  }

  static PromptFile open(Step<PromptFile> opening) throws IOException {
    return new RefusingPromptFile(guarded(opening));
  }

  /** Runs a step of reading. */
  public static <T> T guarded(Step<T> step) throws IOException {
    try {
      return step.take();
    } catch (PromptFileRefused refused) {
      throw refused;
    } catch (IOException | RuntimeException | StackOverflowError thrown) {
      throw classified(thrown);
    }
  }

  /**
   * Finds the cause: decoding errors are IOExceptions too, but belong to the content. Disk errors
   * may be wrapped.
   */
  private static RuntimeException classified(Throwable thrown) throws IOException {
    for (var cause : Causes.of(thrown)) {
      if (cause instanceof CharacterCodingException) {
        return TextEncoding.unrecognised();
      }
      if (cause instanceof IOException disk && !(cause instanceof JsonProcessingException)) {
        throw disk;
      }
    }
    LOG.debug("A file made its reader fail", thrown);
    return new PromptFileRefused(
        "The file cannot be read: its content is invalid for this file type (%s)."
            .formatted(thrown.getClass().getSimpleName()));
  }

  @Override
  public @Nullable OrderEntry next() throws IOException {
    try {
      return file.next();
    } catch (PromptFileRefused refused) {
      throw refused;
    } catch (IOException | RuntimeException | StackOverflowError thrown) {
      throw classified(thrown);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
