package dev.reelway.job;

import dev.reelway.sink.Place;

/**
 * Something that is to be removed from its sink, claimed by one worker.
 *
 * @param tries how often that has failed
 * @param fence grows whenever it is claimed or asked for anew
 */
public record Removal(Place place, int tries, long fence) {

  /** The sink's name. */
  public String sink() {
    return place.sink();
  }

  /** The key that the sink is told. */
  public String key() {
    return place.key();
  }
}
