package dev.reelway.intake;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * The id that a broker gives a message, which is the same for each redelivery; see the message
 * headers of Camel's components.
 */
final class MessageId {

  /** The headers that identify a message; all headers of a list together do. */
  private static final List<List<String>> HEADERS =
      List.of(
          List.of("JMSMessageID"),
          List.of("CamelAwsSqsMessageId"),
          List.of("CamelGooglePubsubMessageId"),
          List.of("CamelAzureServiceBusMessageId"),
          List.of("CamelAzureStorageQueueMessageId"),
          List.of("CamelSpringRabbitmqMessageId"),
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
