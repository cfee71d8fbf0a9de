package dev.reelway.intake;

import java.nio.file.Path;

/**
 * {@code reelway.intake}.
 *
 * @param hotFolder the folder where prompt files are dropped
 */
public record IntakeSettings(HotFolderSettings hotFolder) {

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
}
