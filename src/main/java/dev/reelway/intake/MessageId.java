package dev.reelway.intake;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * The id that a broker gives a message, which is the same for each redelivery; see the message
 * headers of Camel's components.
 *
 * @param text the headers that identify the message, with their names
 * @param beginsAgain whether another message may get the same id later: a topic of Kafka that is
 *     made anew counts its offsets from 0
 */
record MessageId(String text, boolean beginsAgain) {

  private static final List<String> POSITION =
      List.of("kafka.TOPIC", "kafka.PARTITION", "kafka.OFFSET");

  /** The headers that identify a message; all headers of a list together do. */
  private static final List<List<String>> HEADERS =
      List.of(
          List.of("JMSMessageID"),
          List.of("CamelAwsSqsMessageId"),
          List.of("CamelGooglePubsubMessageId"),
          List.of("CamelAzureServiceBusMessageId"),
          List.of("CamelAzureStorageQueueMessageId"),
          List.of("CamelSpringRabbitmqMessageId"),
          POSITION);

  /** Null if the message has no id that is known here. */
  static @Nullable MessageId of(Message message) {
    return HEADERS.stream()
        .filter(names -> names.stream().allMatch(name -> message.getHeader(name) != null))
        .map(names -> new MessageId(named(names, message), names.equals(POSITION)))
        .findFirst()
        .orElse(null);
  }

  private static String named(List<String> names, Message message) {
    return names.stream()
        .map(name -> name + " " + Objects.requireNonNull(message.getHeader(name)))
        .collect(Collectors.joining(", "));
  }
}
