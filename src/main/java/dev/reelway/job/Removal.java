package dev.reelway.job;

import dev.reelway.sink.AssetLocation;

/**
 * Something that is to be removed from its sink, claimed by one worker.
 *
 * @param attempts how often that has failed
 * @param fence grows whenever it is claimed or asked for anew
 */
public record Removal(AssetLocation assetLocation, int attempts, long fence) {

  /** The sink's name. */
  public String sink() {
    return assetLocation.sink();
  }

  /** The key that the sink is told. */
  public String key() {
    return assetLocation.key();
  }
}
