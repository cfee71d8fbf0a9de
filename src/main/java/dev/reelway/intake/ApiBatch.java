package dev.reelway.intake;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.cost.Amount;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A batch that was created over HTTP, as in OpenAI's Batch API.
 *
 * @param id {@code batch_} and 32 hex digits, which sort by time
 * @param inputFile the id of the caller's file with its orders
 * @param inputSha256 the SHA-256 of that file's content, which is kept until the batch ends even if
 *     the caller deletes the file
 * @param inputName the name of that file, which says its form; empty if it is not known
 * @param endpoint the API path of all its orders, like {@code /v1/videos}
 * @param completionWindow as the caller wrote it, like {@code 24h}
 * @param metadata labels of the caller, returned unchanged
 * @param defaults the parameters that its orders leave open, see {@link BatchDefaults}
 * @param linkBase the start of links in its results
 * @param outputKeep how long its result files are kept, or null for ever
 * @param expires the deadline of its jobs
 */
public record ApiBatch(
    String id,
    String licence,
    String inputFile,
    String inputSha256,
    String inputName,
    String endpoint,
    String completionWindow,
    Map<String, String> metadata,
    Map<String, JsonNode> defaults,
    String linkBase,
    @Nullable Duration outputKeep,
    Instant created,
    Instant expires,
    Progress progress) {

  public ApiBatch {
    metadata = Map.copyOf(metadata);
    defaults = Map.copyOf(defaults);
  }

  /** Whether its orders can be read; a batch that failed as a whole has none. */
  public boolean isReadable() {
    return progress.faults().isEmpty();
  }

  /**
   * An error in the input file.
   *
   * @param line the line of the error, or 0 for the file as a whole
   */
  public record Fault(String code, String message, @Nullable String param, int line) {}

  /**
   * The progress of a batch.
   *
   * @param checked when its file had been found acceptable, or null
   * @param read when all its orders had become jobs or been refused, or null
   * @param cancelled when its cancellation was requested, or null
   * @param closed when it ended, or null
   * @param faults why it failed as a whole; empty unless it did
   * @param outputFile the id of the file with the orders that succeeded, or null if none did
   * @param errorFile the id of the file with the orders that failed, or null if none did
   * @param total the number of its orders; 0 until the file has been checked
   * @param costs what its jobs have cost, an amount for each currency; none until it has ended
   */
  public record Progress(
      @Nullable Instant checked,
      @Nullable Instant read,
      @Nullable Instant cancelled,
      @Nullable Instant closed,
      List<Fault> faults,
      @Nullable String outputFile,
      @Nullable String errorFile,
      int total,
      int completed,
      int failed,
      List<Amount> costs) {

    /** Nothing has happened yet. */
    public static final Progress NONE =
        new Progress(null, null, null, null, List.of(), null, null, 0, 0, 0, List.of());

    /** When its orders began to become jobs, or null. */
    public @Nullable Instant begun() {
      return checked == null ? read : checked;
    }

    public Progress {
      faults = List.copyOf(faults);
      costs = List.copyOf(costs);
    }
  }
}
