package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reelway.SettableClock;
import dev.reelway.contracts.LogCapture;
import dev.reelway.job.DeliveryOptions;
import dev.reelway.job.Job;
import dev.reelway.job.JobSettings;
import dev.reelway.job.Ledger;
import dev.reelway.job.LimitedDesk;
import dev.reelway.job.TargetPlanner;
import dev.reelway.job.TestDatabase;
import dev.reelway.job.TestJobSettings;
import dev.reelway.licence.LicenceLimits;
import dev.reelway.licence.LicenceLimits.Quota;
import dev.reelway.order.Models;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Orders;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.Upstreams;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;

/** A broker redelivers a message whose job was committed before the message was acknowledged. */
@ExtendWith(LogCapture.class)
class MessageOnceTest {

  private static final String ORDER = "{\"prompt\": \"a fox\", \"model\": \"tiny\"}";

  private static final Map<String, String> POSITION =
      Map.of("kafka.TOPIC", "t", "kafka.PARTITION", "0", "kafka.OFFSET", "7");

  private final TestDatabase store;
  private final Ledger ledger;
  private final OrderMessages orderMessages;

  MessageOnceTest(@TempDir Path folder) throws IOException {
    store = TestDatabase.sqlite(folder);
    ledger = new Ledger(store.database(), "this-node");
    orderMessages = orderMessages("ann");
  }

  private OrderMessages orderMessages(String licence) {
    return orderMessages(licence, "tiny", LicenceLimits.NONE);
  }

  private OrderMessages orderMessages(String licence, String model, LicenceLimits limits) {
    var clock = new SettableClock();
    var upstream = new Upstream("studio", "sora", "http://127.0.0.1:1", "key", "k", false);
    var targets = Map.of(model, List.of(new Target("studio", "key", "m")));
    var upstreams = new Upstreams(Map.of("studio", upstream), targets);
    var jobs =
        LimitedDesk.of(
            store.database(),
            limits,
            queries ->
                new TargetPlanner(
                    upstreams,
                    queries,
                    (dialect, verb) -> true,
                    job -> Optional.empty(),
                    (file, since) -> Optional.empty(),
                    clock),
            settings(),
            clock);
    var orders = new Orders(new Models(upstreams.models(), Map.of(), clock));
    var declared = List.of("ann", "bob");
    return new OrderMessages(licence, declared, model, orders, jobs.intake(), ledger.queries());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aRedeliveredMessageIsTheSameJob() {
    take(orderMessages, ORDER, Map.of("JMSMessageID", "ID:7"));
    take(orderMessages, ORDER, Map.of("JMSMessageID", "ID:7"));

    assertThat(jobs("ann")).hasSize(1);
  }

  @Test
  void twoMessagesWithTheSameOrderAreTwoJobs() {
    take(orderMessages, ORDER, Map.of("JMSMessageID", "ID:7"));
    take(orderMessages, ORDER, Map.of("JMSMessageID", "ID:8"));
    take(orderMessages, ORDER, Map.of());
    take(orderMessages, ORDER, Map.of());

    assertThat(jobs("ann")).hasSize(4);
  }

  @Test
  void thatAMessageCannotBeRecognisedIsLoggedOnce(CapturedOutput log) {
    take(orderMessages, ORDER, Map.of("JMSMessageID", "ID:7"));
    assertThat(log.getOut()).doesNotContain("WARN");

    take(orderMessages, ORDER, Map.of());
    take(orderMessages, ORDER, Map.of());

    assertThat(log.getOut()).containsOnlyOnce("let its sender write a custom_id");
  }

  /** Some brokers give a message no id. */
  @ParameterizedTest
  @CsvSource({"JMSMessageID, ID:7", "own, 7"})
  void theDeliveryOptionsOfAMessageCount(String header, String value) {
    var order =
        ORDER.replace("}", ", \"priority\": 7, \"output_name\": \"a\", \"longest_wait\": \"90m\"}");

    take(orderMessages, order, Map.of(header, value));

    var job = jobs("ann").getFirst();
    assertThat(job.deliveryOptions()).isEqualTo(new DeliveryOptions(null, "a", 7));
    assertThat(job.waitUntil()).isEqualTo(job.created().plus(Duration.ofMinutes(90)));
  }

  @ParameterizedTest
  @CsvSource({"JMSMessageID, ID:7", "own, 7"})
  void wrongDeliveryOptionsAreRefusedBeforeImagesAreStored(String header, String value) {
    var exchange = new DefaultExchange(new DefaultCamelContext());
    exchange.getMessage().setBody(ORDER.replace("}", ", \"longest_wait\": \"soon\"}"));
    exchange.getMessage().setHeader(header, value);
    var orderMessage = orderMessages.received(exchange);

    assertThatExceptionOfType(OrderRefused.class)
        .isThrownBy(() -> orderMessages.orderDraft(orderMessage))
        .withMessage("longest_wait must be a time from 1s to 7d, like 90m or 12h");
  }

  /** As in a topic that is made anew, whose offsets begin again. */
  @Test
  void anotherOrderWithAKnownIdIsAJobOfItsOwn() {
    take(orderMessages, ORDER, POSITION);
    take(orderMessages, ORDER.replace("fox", "cat"), POSITION);
    take(orderMessages, ORDER.replace("fox", "cat"), POSITION);

    assertThat(jobs("ann")).extracting(job -> job.order().prompt()).containsOnlyOnce("a cat");
    assertThat(jobs("ann")).hasSize(2);
  }

  /** Its key has no body, so that each version finds the job that another one has made. */
  @Test
  void anIdThatABrokerGivesOnceIdentifiesTheJobAlone() {
    var id = Map.of("JMSMessageID", "ID:7");
    take(orderMessages, ORDER, id);
    take(orderMessages, " " + ORDER, id);

    acceptOfEarlierVersion("JMSMessageID ID:7");

    assertThat(jobs("ann")).hasSize(1);
  }

  /** It was the key without the body. */
  @Test
  void aMessageWhoseJobIsOfAnEarlierVersionIsKnownByItsOrder() {
    acceptOfEarlierVersion("kafka.TOPIC t, kafka.PARTITION 0, kafka.OFFSET 7");

    take(orderMessages, ORDER, POSITION);
    take(orderMessages("ann", "other", LicenceLimits.NONE), ORDER, POSITION);
    assertThat(jobs("ann")).hasSize(1);

    take(orderMessages, ORDER.replace("}", ", \"seconds\": 9}"), POSITION);
    take(orderMessages, ORDER.replace("fox", "cat"), POSITION);
    assertThat(jobs("ann")).hasSize(3);
  }

  private void acceptOfEarlierVersion(String key) {
    var entry = orderMessages.received(exchange(ORDER, Map.of())).orderEntry();
    var earlier = new OrderMessage(key, entry, null, ORDER, Map.of());
    orderMessages.accept(earlier, orderMessages.orderDraft(earlier).order());
  }

  @Test
  void aCustomIdTakesPrecedenceOverTheMessageId() {
    var named = "{\"custom_id\": \"a\", \"prompt\": \"a fox\", \"model\": \"tiny\"}";
    take(orderMessages, named, Map.of("JMSMessageID", "ID:7"));
    take(orderMessages, named, Map.of("JMSMessageID", "ID:8"));

    assertThat(jobs("ann")).hasSize(1);
    assertThatExceptionOfType(OrderRefused.class)
        .isThrownBy(() -> take(orderMessages, named.replace("fox", "cat"), Map.of()))
        .withMessage("custom_id 'a' is already used by another order");
  }

  @Test
  void customIdsAreUniquePerLicence() {
    var named = "{\"custom_id\": \"a\", \"prompt\": \"a fox\", \"model\": \"tiny\"}";
    take(orderMessages, named, Map.of());
    take(orderMessages("bob"), named.replace("fox", "cat"), Map.of());

    assertThat(jobs("ann")).hasSize(1);
    assertThat(jobs("bob")).hasSize(1);
  }

  /** It was acknowledged by nobody when its licence was changed, here or on another node. */
  @ParameterizedTest
  @ValueSource(strings = {"JMSMessageID", "kafka"})
  void aMessageThatComesAgainUnderAnotherLicenceIsTheSameJob(String broker) {
    var named = "{\"custom_id\": \"a\", \"prompt\": \"a fox\", \"model\": \"tiny\"}";
    var id = broker.equals("kafka") ? POSITION : Map.of(broker, "ID:7");
    take(orderMessages, ORDER, id);
    take(orderMessages, named, Map.of());

    take(orderMessages("bob"), ORDER, id);
    take(orderMessages("bob"), named, Map.of());

    assertThat(jobs("ann")).hasSize(2);
    assertThat(jobs("bob")).isEmpty();
  }

  /** It would be paid again where its sender sends it anew. */
  @Test
  void aRedeliveredMessageIsTheSameJobThoughItWouldBeRefusedNow() {
    var named = "{\"custom_id\": \"a\", \"prompt\": \"a fox\", \"model\": \"tiny\"}";
    take(orderMessages, ORDER, Map.of("JMSMessageID", "ID:7"));
    take(orderMessages, named, Map.of());

    var oneOpenJob = new LicenceLimits(null, 1, Quota.NONE, Quota.NONE);
    take(orderMessages("ann", "other", LicenceLimits.NONE), ORDER, Map.of("JMSMessageID", "ID:7"));
    take(orderMessages("ann", "tiny", oneOpenJob), named, Map.of());

    assertThat(jobs("ann")).hasSize(2);
  }

  private static void take(OrderMessages orderMessages, String text, Map<String, String> headers) {
    var orderMessage = orderMessages.received(exchange(text, headers));
    var orderDraft = orderMessages.orderDraft(orderMessage);
    if (orderDraft != null) {
      orderMessages.accept(orderMessage, orderDraft.order());
    }
  }

  private static Exchange exchange(String text, Map<String, String> headers) {
    var exchange = new DefaultExchange(new DefaultCamelContext());
    exchange.getMessage().setBody(text);
    headers.forEach(exchange.getMessage()::setHeader);
    return exchange;
  }

  private List<Job> jobs(String licence) {
    return ledger.queries().videosOf(licence, null, true, 100);
  }

  private static JobSettings settings() {
    return new TestJobSettings().lease(Duration.ofMinutes(1)).build();
  }
}
