package dev.reelway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.event.EventDispatcher;
import dev.reelway.job.Job;
import dev.reelway.job.JobEndings;
import java.io.IOException;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The routes of {@code routes/events}: to the operator's endpoint and to webhooks. */
class EventRoutesTest extends RouteTest {

  @Autowired EventDispatcher dispatcher;
  @Autowired JobEndings endings;

  private MockEndpoint endpoint;

  @BeforeEach
  void endpoint() {
    endpoint = camel.getEndpoint("mock:events", MockEndpoint.class);
  }

  @Test
  void theEndpointGetsTheEventWithItsWholeJob() {
    var job = ended("a fox that has ended");

    deliver();

    var event = only(endpoint).getMessage();
    assertThat(event.getBody(String.class)).contains(job.id(), "a fox that has ended");
    assertThat(event.getHeader("ReelwayType")).isEqualTo("video.failed");
    assertThat(event.getHeader("ReelwayEvent")).isEqualTo(cell("select id from event"));
    assertThat(cell("select state from event_delivery")).isEqualTo("delivered");
  }

  @Test
  void anEndpointThatFailsGetsTheEventLater() {
    fail(endpoint, new IOException("the broker is away"));
    ended("a fox of which nobody hears");

    deliver();

    assertThat(cell("select state from event_delivery")).isEqualTo("waiting");
    assertThat(cell("select attempts from event_delivery")).isEqualTo("1");
  }

  @Test
  void theNextEventHasNothingOfTheFirst() {
    ended("the first fox");
    deliver();
    var second = ended("the second fox");
    deliver();

    var event = endpoint.getReceivedExchanges().get(1);
    assertThat(event.getMessage().getBody(String.class))
        .contains(second.id())
        .doesNotContain("the first fox");
    assertThat(event.getMessage().getHeaders()).containsOnlyKeys("ReelwayEvent", "ReelwayType");
    assertThat(event.getVariables()).containsOnlyKeys("delivery");
  }

  /** Nobody listens at the webhook, which is recorded for that receiver alone. */
  @Test
  void aWebhookIsPostedToRatherThanTheEndpoint() {
    var order = video("fox", "a fox for a webhook").withCallbackUrl("http://127.0.0.1:9/hook");
    endings.cancel(intake.accept(order, LICENCE));
    database.write(db -> db.sql("delete from event_delivery where url is null").update());

    deliver();

    assertThat(endpoint.getReceivedCounter()).isZero();
    assertThat(cell("select attempts from event_delivery")).isEqualTo("1");
    assertThat(cell("select state from event_delivery")).isEqualTo("waiting");
  }

  @Test
  void oldEventsAreDeletedUnlessADeliveryIsOpen() throws Exception {
    var closed = ended("an old fox");
    deliver();
    var open = ended("an old fox whose event is on its way");
    database.write(db -> db.sql("update event set created_at = 1").update());

    advice.start("deliveries-prune");

    assertThat(cell("select count(*) from event where job = ?", closed.id())).isEqualTo("0");
    assertThat(cell("select count(*) from event where job = ?", open.id())).isEqualTo("1");
  }

  @Test
  void theEndOfAJobTriggersTheDelivery() throws Exception {
    var done = done("deliveries-carry");
    whileStarted(
        "deliveries-claim",
        () -> {
          ended("a fox that triggers");
          await(done);
        });

    assertThat(endpoint.getReceivedCounter()).isEqualTo(1);
  }

  private Job ended(String prompt) {
    var job = queued("fox", prompt);
    endings.cancel(job);
    return job;
  }

  private void deliver() {
    var done = done("deliveries-carry");
    dispatcher.start();
    await(done);
  }
}
