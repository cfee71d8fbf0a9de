package dev.reelway.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A batch that was called for over HTTP, as OpenAI's Batch API knows it.
 *
 * @param id {@code batch_} and 32 hex digits, which sort by time
 * @param inputFile the name of the caller's file that holds its orders, a line of JSON each
 * @param inputSha256 of that file's content, which is kept though the caller may forget the file
 * @param endpoint the call that all of them make, like {@code /v1/videos}
 * @param completionWindow as the caller wrote it, like {@code 24h}
 * @param metadata what the caller wants to find with it again
 * @param linkBase what links in its results start with
 * @param outputKeep how long its result files are kept, or null for good
 * @param expires the deadline of its jobs
 */
public record BatchCall(
    String id,
    String licence,
    String inputFile,
    String inputSha256,
    String endpoint,
    String completionWindow,
    Map<String, String> metadata,
    String linkBase,
    @Nullable Duration outputKeep,
    Instant created,
    Instant expires,
    Progress progress) {

  public BatchCall {
    metadata = Map.copyOf(metadata);
  }

  /** Why no job can be made of the file, at one of its lines; 0 where it is the file as a whole. */
  public record Fault(String code, String message, @Nullable String param, int line) {}

  /**
   * How far it has come.
   *
   * @param read when the last of its orders had become a job, or been refused
   * @param cancelled when somebody wished that nothing more be made of it
   * @param closed when it came to its end
   * @param faults why it failed as a whole; nothing else has faults
   * @param outputFile the name of the file of what succeeded, where anything did
   * @param errorFile the name of the file of what did not
   * @param total how many orders it holds; 0 until that is known
   */
  public record Progress(
      @Nullable Instant read,
      @Nullable Instant cancelled,
      @Nullable Instant closed,
      List<Fault> faults,
      @Nullable String outputFile,
      @Nullable String errorFile,
      int total,
      int completed,
      int failed) {

    /** Nothing has happened yet. */
    public static final Progress NONE =
        new Progress(null, null, null, List.of(), null, null, 0, 0, 0);

    public Progress {
      faults = List.copyOf(faults);
    }

    Progress counting(int done, int lost) {
      return new Progress(
          read, cancelled, closed, faults, outputFile, errorFile, total, done, lost);
    }
  }

  BatchCall with(Progress other) {
    return new BatchCall(
        id,
        licence,
        inputFile,
        inputSha256,
        endpoint,
        completionWindow,
        metadata,
        linkBase,
        outputKeep,
        created,
        expires,
        other);
  }
}
