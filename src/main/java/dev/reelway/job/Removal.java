package dev.reelway.job;

import dev.reelway.sink.AssetLocation;

/**
 * A file to be removed from its sink, claimed by one worker.
 *
 * @param attempts how often that has failed
 * @param fence grows with each claim and each new request
 */
public record Removal(AssetLocation assetLocation, int attempts, long fence) {

  /** The sink's name. */
  public String sink() {
    return assetLocation.sink();
  }

  /** The key of the file in the sink. */
  public String key() {
    return assetLocation.key();
  }
}
