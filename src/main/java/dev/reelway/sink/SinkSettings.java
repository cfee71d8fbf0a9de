package dev.reelway.sink;

import java.util.Map;
import org.springframework.util.unit.DataSize;

/**
 * Where files go.
 *
 * @param usual {@code reelway.sink}: the sink that files go to unless something else is said
 * @param options {@code reelway.sinks}: each sink's own settings, by its name
 * @param inUse the sinks that files go to, each with the key that says so
 * @param lowWater {@code reelway.low-water}: while less is free on a disk, files wait
 * @param mark {@code reelway.mark}: whether files get the mark that they are AI generated
 */
public record SinkSettings(
    String usual,
    Map<String, Map<String, String>> options,
    Map<String, String> inUse,
    DataSize lowWater,
    boolean mark) {

  /** Whether files go to a sink. */
  public boolean uses(String sink) {
    return inUse.containsKey(sink);
  }
}
