package dev.reelway.intake;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code reelway.intake}.
 *
 * @param hotFolder the folder where prompt files are dropped
 * @param inboxes further ones, by name
 * @param from a Camel endpoint whose messages are orders, or nothing
 * @param licence whose jobs they become
 * @param model the public model name that renders those that name none, with any suffixes
 * @param deadLetters a Camel endpoint for messages that are refused, or nothing
 */
public record IntakeSettings(
    HotFolderSettings hotFolder,
    @DefaultValue Map<String, InboxSettings> inboxes,
    @Nullable String from,
    String licence,
    String model,
    @Nullable String deadLetters) {

  /**
   * {@code reelway.intake.hot-folder}.
   *
   * @param enabled whether anybody looks into it
   * @param folder where files are dropped; {@code working/}, {@code done/}, {@code failed/} and
   *     {@code results/} lie inside it
   * @param licence whose jobs the lines become
   * @param model the public model name that renders them, with any suffixes
   * @param lookEvery milliseconds between two looks; a file has arrived when it has not changed
   *     between two of them
   */
  public record HotFolderSettings(
      boolean enabled, Path folder, String licence, String model, long lookEvery) {}

  /**
   * {@code reelway.intake.inboxes.<name>}.
   *
   * @param folder as of the hot folder
   * @param licence whose jobs the lines become
   * @param model the public model name that renders them; default: the hot folder's
   * @param defaults what orders say where they say nothing, under the names of options files
   * @param sink where their films go; default: {@code reelway.sink}
   * @param marker a file has arrived when one of its name and this ending lies beside it
   * @param lookEvery as of the hot folder
   */
  public record InboxSettings(
      @Nullable Path folder,
      @Nullable String licence,
      @Nullable String model,
      @DefaultValue Map<String, String> defaults,
      @Nullable String sink,
      @Nullable String marker,
      @DefaultValue("500") long lookEvery) {}
}
