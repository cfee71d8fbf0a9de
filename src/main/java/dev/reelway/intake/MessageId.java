package dev.reelway.intake;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** What brokers call a message, the same each time that they bring it; see Camel's components. */
final class MessageId {

  /** The headers that name a message: all of a line together do. */
  private static final List<List<String>> HEADERS =
      List.of(
          List.of("JMSMessageID"),
          List.of("CamelAwsSqsMessageId"),
          List.of("CamelGooglePubsubMessageId"),
          List.of("CamelAzureServiceBusMessageId"),
          List.of("kafka.TOPIC", "kafka.PARTITION", "kafka.OFFSET"));

  private MessageId() {}

  static @Nullable String of(Message message) {
    return HEADERS.stream()
        .filter(names -> names.stream().allMatch(name -> message.getHeader(name) != null))
        .map(names -> named(names, message))
        .findFirst()
        .orElse(null);
  }

  private static String named(List<String> names, Message message) {
    return names.stream()
        .map(name -> name + " " + Objects.requireNonNull(message.getHeader(name)))
        .collect(Collectors.joining(", "));
  }
}
