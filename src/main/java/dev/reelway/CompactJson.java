package dev.reelway;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.CamelContext;
import org.apache.camel.LoggingLevel;
import org.apache.camel.TypeConverterExists;
import org.apache.camel.support.SimpleTypeConverter;

/** Writes JSON that routes turn into a text on one line; Camel would indent it. */
final class CompactJson {

  private CompactJson() {}

  static void addTo(CamelContext camel) {
    var registry = camel.getTypeConverterRegistry();
    var usual = registry.getTypeConverterExists();
    var level = registry.getTypeConverterExistsLoggingLevel();
    registry.setTypeConverterExists(TypeConverterExists.Override);
    registry.setTypeConverterExistsLoggingLevel(LoggingLevel.OFF);
    registry.addTypeConverter(
        String.class,
        JsonNode.class,
        new SimpleTypeConverter(false, (type, exchange, node) -> text((JsonNode) node)));
    registry.setTypeConverterExists(usual);
    registry.setTypeConverterExistsLoggingLevel(level);
  }

  private static String text(JsonNode node) {
    return node.isTextual() ? node.textValue() : node.toString();
  }
}
