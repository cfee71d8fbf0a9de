package dev.reelway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.Job;
import dev.reelway.media.ImageInfo;
import dev.reelway.order.OrderRefused;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The routes of {@code routes/intake} for messages: orders, and dead letters. */
class MessageRoutesTest extends RouteTest {

  private MockEndpoint deadLetters;

  @BeforeEach
  void deadLetters() {
    deadLetters = camel.getEndpoint("mock:dead-letters", MockEndpoint.class);
  }

  @Test
  void aMessageBecomesOneJobHoweverOftenItComes() {
    send("{\"prompt\": \"a fox by message\", \"custom_id\": \"m-1\"}");
    send("{\"prompt\": \"a fox by message\", \"custom_id\": \"m-1\"}");

    assertThat(jobs()).hasSize(1);
    assertThat(jobs().getFirst().licence()).isEqualTo(LICENCE);
    assertThat(jobs().getFirst().order().prompt()).isEqualTo("a fox by message");
    assertThat(deadLetters.getReceivedCounter()).isZero();
  }

  @Test
  void aLineOfABatchIsAnOrderToo() {
    send(
        """
        {"custom_id": "b-1", "method": "POST", "url": "/v1/videos",
         "body": {"prompt": "a boat", "model": "fox", "size": "1280x720", "seconds": 8}}
        """);

    assertThat(jobs()).extracting(Job::order).containsExactly(video("fox", "a boat"));
  }

  @Test
  void theNextMessageHasNothingOfTheFirst() throws Exception {
    var keep = advice.mock("references-keep");
    answerInTurn(keep, video("fox", "the first"), video("fox", "the second"));

    send("{\"prompt\": \"the first\", \"custom_id\": \"m-2\"}");
    send("{\"prompt\": \"the second\", \"custom_id\": \"m-3\"}");

    assertThat(keep.getReceivedExchanges())
        .hasSize(2)
        .allSatisfy(
            exchange -> {
              assertThat(exchange.getVariables()).containsOnlyKeys("message", "licence");
              assertThat(exchange.getMessage().getHeaders()).isEmpty();
            });
    assertThat(prompts()).containsExactlyInAnyOrder("the first", "the second");
  }

  /** Whatever case they are in: another method of the bean, another place, another file. */
  @Test
  void headersOfAMessageHaveNoEffect() throws Exception {
    var keep = advice.mock("references-keep");
    answerInTurn(keep, video("fox", "a fox with headers"));
    var headers =
        Map.<String, Object>of(
            "CAmelBeanMethodName", "restore",
            "camelHTTPuri", "http://127.0.0.1:1/",
            "CaMeLFileName", "../x",
            "camelJMSDestinationName", "elsewhere",
            "Long-Running-Action", "direct:other",
            "operationName", "restore");

    producer.sendBodyAndHeaders("direct:orders", "{\"prompt\": \"a fox with headers\"}", headers);

    assertThat(only(keep).getMessage().getHeaders()).isEmpty();
    assertThat(prompts()).containsExactly("a fox with headers");
  }

  @Test
  void aMessageThatIsNoOrderGoesToTheDeadLettersAsItCame() {
    assertThat(send("a fox")).isNull();

    var refused = only(deadLetters).getMessage();
    assertThat(refused.getBody()).isEqualTo("a fox");
    assertThat(refused.getHeader("colour")).isEqualTo("red");
    assertThat(reason()).startsWith("The message must be one JSON object");
    assertThat(jobs()).isEmpty();
  }

  @Test
  void aMessageWhoseImageIsRefusedGoesToTheDeadLettersAsItCame() throws Exception {
    fail(
        advice.mock("references-keep"),
        new OrderRefused("input_reference", "The image is not readable."));
    var json = "{\"prompt\": \"a fox\", \"input_reference\": \"data:image/png;base64,AAAA\"}";

    assertThat(send(json)).isNull();

    assertThat(only(deadLetters).getMessage().getBody()).isEqualTo(json);
    assertThat(reason()).isEqualTo("The image is not readable.");
    assertThat(jobs()).isEmpty();
  }

  @Test
  void aMessageWithTheNameOfAnotherOrderGoesToTheDeadLetters() {
    send("{\"prompt\": \"a fox\", \"custom_id\": \"m-4\"}");
    send("{\"prompt\": \"a hare\", \"custom_id\": \"m-4\"}");

    assertThat(reason()).isEqualTo("custom_id 'm-4' is already used by another order");
    assertThat(prompts()).containsExactly("a fox");
  }

  @Test
  void aMessageThatTheDeadLettersDoNotAcceptGoesBack() {
    fail(deadLetters, new IOException("the dead letters are away"));

    assertThat(send("a fox")).hasRootCauseMessage("the dead letters are away");
  }

  @Test
  void aRedeliveredMessageIsTheSameJobThoughItsLinkHasExpired() throws Exception {
    var keep = advice.mock("references-keep");
    answer(keep, video("fox", "a fox from a link").withReferences(List.of(image('a'))));
    var json = withLink("a fox from a link", "m-6");
    send(json);

    fail(keep, new OrderRefused("image_url", "image_url answered 403"));

    assertThat(send(json)).isNull();
    assertThat(send(json.replace("a fox", "a hare"))).isNull();
    assertThat(prompts()).containsExactly("a fox from a link");
    assertThat(reason()).isEqualTo("custom_id 'm-6' is already used by another order");
    assertThat(keep.getReceivedCounter()).isEqualTo(2);
  }

  @Test
  void aMessageWithTheNameOfAnOrderFromAnotherImageGoesToTheDeadLetters() throws Exception {
    var keep = advice.mock("references-keep");
    var fox = video("fox", "a fox from an image");
    answerInTurn(
        keep, fox.withReferences(List.of(image('a'))), fox.withReferences(List.of(image('b'))));
    var json = withLink("a fox from an image", "m-7");
    send(json);
    send(json);

    assertThat(jobs()).hasSize(1);
    assertThat(reason()).isEqualTo("custom_id 'm-7' is already used by another order");
  }

  private static String withLink(String prompt, String name) {
    return """
    {"prompt": "%s", "custom_id": "%s", "size": "1280x720", "seconds": 8,
     "image_url": "https://images.example/a.png"}
    """
        .formatted(prompt, name);
  }

  private static ImageInfo image(char digit) {
    return new ImageInfo(String.valueOf(digit).repeat(64), "image/png", 1280, 720, 1);
  }

  /** It is retried after a second, and then as long as it fails. */
  @Test
  void aMessageIsRetriedAfterAnyOtherFailure() throws Exception {
    var keep = advice.mock("references-keep");
    failOnce(keep, new IOException("the disk is full"), video("fox", "a patient fox"));

    assertThat(send("{\"prompt\": \"a patient fox\", \"custom_id\": \"m-5\"}")).isNull();

    assertThat(keep.getReceivedCounter()).isEqualTo(2);
    assertThat(prompts()).containsExactly("a patient fox");
    assertThat(deadLetters.getReceivedCounter()).isZero();
  }

  /** Sends a message, and answers the error that its consumer sees. */
  private Exception send(String text) {
    return producer
        .send(
            "direct:orders",
            exchange -> {
              exchange.getMessage().setBody(text);
              exchange.getMessage().setHeader("colour", "red");
            })
        .getException();
  }

  private String reason() {
    return only(deadLetters).getMessage().getHeader("ReelwayReason", String.class);
  }
}
