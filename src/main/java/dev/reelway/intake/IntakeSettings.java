package dev.reelway.intake;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code reelway.intake}.
 *
 * @param hotFolder the folder where prompt files are dropped
 * @param inboxes further inboxes, by name
 * @param unclaimed what happens to files in inboxes that no reader takes
 * @param from the URI of a Camel endpoint whose messages are orders, or null
 * @param licence the licence that owns the jobs of messages
 * @param model the model name, with optional suffixes, for messages without a model
 * @param deadLetters the URI of a Camel endpoint for refused messages, or null
 */
public record IntakeSettings(
    HotFolderSettings hotFolder,
    @DefaultValue Map<String, InboxSettings> inboxes,
    UnclaimedSettings unclaimed,
    @Nullable String from,
    String licence,
    String model,
    @Nullable String deadLetters) {

  /**
   * {@code reelway.intake.hot-folder}.
   *
   * @param enabled whether the hot folder is read
   * @param folder the folder for prompt files; it contains {@code working/}, {@code done/}, {@code
   *     failed/} and {@code results/}
   * @param licence the licence that owns the jobs
   * @param model the model name, with optional suffixes, for orders without a model
   * @param lookEvery the time between two scans; a file is complete when it has not changed between
   *     two of them
   */
  public record HotFolderSettings(
      boolean enabled, Path folder, String licence, String model, Duration lookEvery) {}

  /**
   * {@code reelway.intake.inboxes.<name>}.
   *
   * @param folder the folder, as for the hot folder
   * @param licence the licence that owns the jobs
   * @param model the model name for orders without a model; default: that of the hot folder
   * @param defaults default parameters of orders, with the names of options files
   * @param sink the sink of the results; default: {@code reelway.sink}
   * @param marker the suffix of a marker file: a file is complete when its name with this suffix
   *     exists beside it
   * @param lookEvery the time between two scans, as for the hot folder
   */
  public record InboxSettings(
      @Nullable Path folder,
      @Nullable String licence,
      @Nullable String model,
      @DefaultValue Map<String, String> defaults,
      @Nullable String sink,
      @Nullable String marker,
      @DefaultValue("500ms") Duration lookEvery) {}

  /**
   * {@code reelway.intake.unclaimed}.
   *
   * @param moveAfter how long after its last change a file is moved to {@code failed/}, unless it
   *     is a document, which is moved at once
   * @param moveImagesAfter the same for an image that no order has named
   */
  public record UnclaimedSettings(Duration moveAfter, Duration moveImagesAfter) {}
}
