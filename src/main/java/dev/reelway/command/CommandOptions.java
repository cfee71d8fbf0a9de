package dev.reelway.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The options of a command: {@code --name value} or {@code --name=value}, each once. */
record CommandOptions(Map<String, String> values) {

  /**
   * Reads them.
   *
   * @throws CommandFailed if one is unknown, given twice, or without a value
   */
  static CommandOptions of(List<String> arguments, List<String> known) {
    var values = new LinkedHashMap<String, String>();
    for (var left = arguments.iterator(); left.hasNext(); ) {
      var parts = left.next().split("=", 2);
      var name = parts[0].startsWith("--") ? parts[0].substring(2) : "";
      if (!known.contains(name)) {
        throw wrong("Unknown option: %s.".formatted(parts[0]));
      }
      if (parts.length == 1 && !left.hasNext()) {
        throw wrong("--%s needs a value.".formatted(name));
      }
      if (values.put(name, parts.length == 2 ? parts[1] : left.next()) != null) {
        throw wrong("--%s is given twice.".formatted(name));
      }
    }
    return new CommandOptions(values);
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  String required(String name) {
    return find(name).orElseThrow(() -> wrong("--%s is required.".formatted(name)));
  }

  /** An object with this option, if it is given. */
  ObjectNode texts(String name) {
    var object = JsonNodeFactory.instance.objectNode();
    find(name).ifPresent(text -> object.put(name, text));
    return object;
  }

  private static CommandFailed wrong(String sentence) {
    return new CommandFailed(CommandFailed.USAGE, sentence);
  }
}
