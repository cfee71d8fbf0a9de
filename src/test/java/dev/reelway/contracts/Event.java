package dev.reelway.contracts;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An event of a stream; comments are none. */
public record Event(String name, String data) {

  /** The events of a stream; what comes after its last blank line is not yet one. */
  public static List<Event> all(String stream) {
    var whole = stream.replace("\r\n", "\n");
    return Stream.of(whole.substring(0, whole.lastIndexOf("\n\n") + 1).split("\n\n+"))
        .map(Event::of)
        .filter(event -> !event.name.isEmpty() || !event.data.isEmpty())
        .toList();
  }

  private static Event of(String block) {
    return new Event(field(block, "event:"), field(block, "data:"));
  }

  private static String field(String block, String name) {
    return block
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).replaceFirst("^ ", ""))
        .collect(Collectors.joining("\n"));
  }
}
