package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.intake.format.OrderEntry;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderMessagesTest {

  @ParameterizedTest
  @CsvSource({
    "JMSMessageID, ID:7, JMSMessageID ID:7",
    "CamelAwsSqsMessageId, 7, CamelAwsSqsMessageId 7",
    "CamelSpringRabbitmqMessageId, 7, CamelSpringRabbitmqMessageId 7",
    "CamelAzureStorageQueueMessageId, 7, CamelAzureStorageQueueMessageId 7",
    "own, 7,"
  })
  void theMessageIdOfABrokerIdentifiesAMessage(String header, String value, String id) {
    var expected = id == null ? null : new MessageId(id, false);
    assertThat(MessageId.of(message(Map.of(header, value)))).isEqualTo(expected);
  }

  @Test
  void topicPartitionAndOffsetIdentifyAMessage() {
    Map<String, Object> position =
        Map.of("kafka.TOPIC", "t", "kafka.PARTITION", 3, "kafka.OFFSET", 9L);

    assertThat(MessageId.of(message(position)))
        .isEqualTo(new MessageId("kafka.TOPIC t, kafka.PARTITION 3, kafka.OFFSET 9", true));
    assertThat(MessageId.of(message(Map.of("kafka.TOPIC", "t")))).isNull();
  }

  @Test
  void headersThatControlCamelAreRemoved() {
    var orderMessage =
        new OrderMessage(
            null,
            OrderEntry.refused(1, "no"),
            null,
            "x",
            Map.of("own", 1, "CAMELFileName", "/etc", "camelHttpUri", "x", "JMSReplyTo", "q"));

    assertThat(orderMessage.headers()).isEqualTo(Map.of("own", 1));
  }

  @Test
  void aTextIsNewOnlyOnce() {
    var recentSet = new RecentSet();

    assertThat(recentSet.add("a")).isTrue();
    assertThat(recentSet.add("a")).isFalse();
    for (int i = 0; i < 1_000; i++) {
      recentSet.add("b" + i);
    }
    assertThat(recentSet.add("a")).isTrue();
  }

  private static org.apache.camel.Message message(Map<String, ?> headers) {
    var message = new DefaultExchange(new DefaultCamelContext()).getMessage();
    headers.forEach(message::setHeader);
    return message;
  }
}
