package dev.reelway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.intake.ApiBatch;
import dev.reelway.intake.PendingOrder;
import dev.reelway.job.Job;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.VideoOrder;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.FileSystemResource;

/** The routes of {@code routes/intake} that read batches over HTTP. */
class ApiBatchRoutesTest extends ApiBatchTest {

  @Test
  void eachOrderOfABatchBecomesAJob() throws Exception {
    var batch = batch(order("a fox in a batch", "one") + order("a hare in a batch", "two"));

    read();

    assertThat(prompts()).containsExactlyInAnyOrder("a fox in a batch", "a hare in a batch");
    assertThat(jobs()).allSatisfy(job -> assertThat(job.licence()).isEqualTo(LICENCE));
    assertThat(now(batch).progress().read()).isNotNull();
    assertThat(now(batch).progress().total()).isEqualTo(2);
  }

  @Test
  void theRowsOfATableBecomeJobsAndABadOneIsRefusedAlone() throws Exception {
    var defaults =
        Map.<String, JsonNode>of(
            "model", TextNode.valueOf("fox"), "priority", TextNode.valueOf("low"));
    var batch =
        batch(
            "shots.csv",
            defaults,
            """
            id,prompt,seconds,priority,output_name,longest_wait
            one,a fox of a table,,,boat,3d
            two,a hare of a table,nine,,,
            three,an owl of a table,,high,,1h
            """);

    read();

    assertThat(jobs())
        .extracting(job -> job.order().prompt(), job -> job.deliveryOptions().priority())
        .containsExactlyInAnyOrder(tuple("a fox of a table", -10), tuple("an owl of a table", 10));
    assertThat(jobs())
        .extracting(Job::waitUntil)
        .allSatisfy(until -> assertThat(until).isBeforeOrEqualTo(batch.expires()))
        .anySatisfy(until -> assertThat(until).isBefore(batch.created().plusSeconds(3700)));
    assertThat(jobs()).extracting(job -> job.deliveryOptions().outputName()).contains("boat");
    assertThat(cell("select message from refusal where batch = ? and line = 3", batch.id()))
        .contains("seconds must be");
    assertThat(now(batch).progress().total()).isEqualTo(3);
    assertThat(now(batch).progress().failed()).isEqualTo(1);
    assertThat(now(batch).progress().faults()).isEmpty();
  }

  @Test
  void theDefaultsCountForLinesOfOpenAisFormToo() throws Exception {
    var defaults =
        Map.<String, JsonNode>of("model", TextNode.valueOf("fox"), "seconds", IntNode.valueOf(7));
    batch(
        "orders.jsonl",
        defaults,
        """
        {"custom_id": "a", "method": "POST", "url": "/v1/videos", "body": {"prompt": "a fox of a default"}}
        {"custom_id": "b", "method": "POST", "url": "/v1/videos", "body": {"prompt": "a", "duration": 9}}
        """);

    read();

    assertThat(jobs()).extracting(job -> job.order().model()).containsExactly("fox", "fox");
    assertThat(jobs())
        .extracting(job -> ((VideoOrder) job.order()).seconds())
        .containsExactlyInAnyOrder(7, 9);
  }

  @Test
  void whatABatchCannotMeanIsRefusedWithASentence() throws Exception {
    var batch =
        batch(
            "shots.jsonl",
            Map.of(),
            """
            {"prompt": "a fox", "model": "fox", "image": "fox.png"}
            {"custom_id": "i", "method": "POST", "url": "/v1/images/generations", "body": {"prompt": "a kite"}}
            """);

    read();

    assertThat(jobs()).isEmpty();
    assertThat(cell("select message from refusal where batch = ? and line = 1", batch.id()))
        .contains("there is no file fox.png beside a batch", "/v1/files");
    assertThat(cell("select message from refusal where batch = ? and line = 2", batch.id()))
        .isEqualTo("url must be /v1/videos, the endpoint of the batch");
  }

  @Test
  void aBatchThatHasBeenReadIsNotReadAgain() throws Exception {
    batch(order("a fox to be read once", "one"));
    read();
    var open = advice.mock("api-batches-open");

    read();

    assertThat(open.getReceivedCounter()).isZero();
  }

  @Test
  void aBatchThatIsNoListOfOrdersFails() throws Exception {
    var batch = batch("not an order\n");

    read();

    assertThat(now(batch).progress().faults()).hasSize(1);
    assertThat(now(batch).progress().closed()).isNotNull();
    assertThat(jobs()).isEmpty();
  }

  @Test
  void aBatchWhoseInputIsGoneFails() throws Exception {
    var batch = open();

    read();

    assertThat(now(batch).progress().faults())
        .extracting(ApiBatch.Fault::code)
        .containsExactly("file_not_found");
  }

  @Test
  void aBatchWhoseInputIsNotInItsSinkFails() throws Exception {
    var batch = open();
    answer(advice.mock("api-batches-open"), new FileSystemResource("none"));

    read();

    assertThat(now(batch).progress().faults())
        .extracting(ApiBatch.Fault::code)
        .containsExactly("file_not_found");
  }

  /** What it has read already is paid, and the rest is not wanted any more. */
  @Test
  void aCancelledBatchEndsWithoutItsInput() throws Exception {
    var batch = batch(imageOrder("the first", "one") + order("the second", "two"));
    fail(advice.mock("references-keep"), new IOException("the sink is away"));
    read();
    fail(advice.mock("api-batches-open"), new IOException("the sink is away"));
    due(batch);
    read();
    assertThat(now(batch).progress().read()).isNull();

    apiBatchIntake.cancel(batch);
    due(batch);
    read();

    assertThat(now(batch).progress().read()).isNotNull();
    assertThat(now(batch).progress().total()).isEqualTo(2);
  }

  @Test
  void aBatchThatCannotBeOpenedIsReadLaterAndTheNextIsReadNow() throws Exception {
    var open = advice.mock("api-batches-open");
    var later = open();
    var next = open();
    open.whenAnyExchangeReceived(
        exchange -> {
          if (exchange.getVariable("batch", ApiBatch.class).id().equals(later.id())) {
            throw new IOException("the sink is away");
          }
          exchange.getMessage().setBody(resource(order("a fox of the next batch", "one")));
        });

    read();

    assertThat(now(later).progress().read()).isNull();
    assertThat(now(later).progress().faults()).isEmpty();
    assertThat(readingUntil(later)).isAfter(Instant.now());
    assertThat(now(next).progress().read()).isNotNull();
    assertThat(prompts()).containsExactly("a fox of the next batch");
  }

  @Test
  void anOrderOfABatchWhoseImageIsRefusedIsRefusedAlone() throws Exception {
    var batch = batch(imageOrder("the first", "one") + imageOrder("the second", "two"));
    var refused = new OrderRefused("input_reference", "The image is not readable.");
    failOnce(advice.mock("references-keep"), refused, video("fox", "the second"));

    read();

    assertThat(prompts()).containsExactly("the second");
    assertThat(cell("select message from refusal where batch = ? and line = 1", batch.id()))
        .isEqualTo("The image is not readable.");
    assertThat(now(batch).progress().read()).isNotNull();
  }

  @Test
  void aBatchIsReadAgainWhereAnOrderFailsForAnotherReason() throws Exception {
    var batch = batch(imageOrder("the first", "one") + order("the second", "two"));
    fail(advice.mock("references-keep"), new IOException("the disk is full"));

    read();

    assertThat(prompts()).containsExactly("the second");
    assertThat(now(batch).progress().read()).isNull();
    assertThat(cell("select count(*) from refusal")).isEqualTo("0");

    due(batch);
    answer(advice.mock("references-keep"), video("fox", "the first"));
    read();

    assertThat(prompts()).containsExactlyInAnyOrder("the first", "the second");
    assertThat(now(batch).progress().read()).isNotNull();
  }

  /** Its policy fails in its turn, and the batch must not pass for one that was read. */
  @Test
  void aBatchIsReadAgainWhereARefusalCannotBeRecorded() throws Exception {
    var batch = batch(imageOrder("a fox", "one"));
    var refused = new OrderRefused("input_reference", "The image is not readable.");
    fail(advice.mock("references-keep"), refused);

    whileFull("refusal", this::read);

    assertThat(now(batch).progress().read()).isNull();

    due(batch);
    read();

    assertThat(now(batch).progress().read()).isNotNull();
    assertThat(cell("select count(*) from refusal")).isEqualTo("1");
  }

  @Test
  void theNextOrderAndTheNextBatchHaveNothingOfTheFirst() throws Exception {
    answerInTurn(
        advice.mock("api-batches-open"),
        resource(imageOrder("one", "a") + imageOrder("two", "b")),
        resource(imageOrder("three", "c")));
    var keep = advice.mock("references-keep");
    answer(keep, video("fox", "a fox"));

    var batches = List.of(openAndRead(), openAndRead());

    var kept = keep.getReceivedExchanges();
    assertThat(kept)
        .allSatisfy(
            exchange ->
                assertThat(exchange.getVariables())
                    .containsOnlyKeys("batch", "licence", "reading", "entry"));
    assertThat(kept)
        .extracting(exchange -> exchange.getVariable("batch", ApiBatch.class).id())
        .containsExactly(batches.get(0).id(), batches.get(0).id(), batches.get(1).id());
    assertThat(kept)
        .extracting(exchange -> exchange.getVariable("entry", PendingOrder.class).line())
        .containsExactly(1, 2, 1);
    assertThat(kept)
        .extracting(exchange -> exchange.getVariable("reading"))
        .satisfies(readings -> assertThat(readings.get(0)).isSameAs(readings.get(1)))
        .satisfies(readings -> assertThat(readings.get(2)).isNotSameAs(readings.get(0)));
  }

  @Test
  void theLeaseOfABatchIsRenewedWhileItIsRead() throws Exception {
    advice.with("api-batches-renew", builder -> builder.replaceFromWith("direct:renew"));
    var batch = open();
    var leases = new ArrayList<Instant>();
    advice
        .mock("api-batches-open")
        .whenAnyExchangeReceived(
            exchange -> {
              due(batch);
              producer.sendBody("direct:renew", null);
              leases.add(readingUntil(batch));
              exchange.getMessage().setBody(resource(order("a fox to be read slowly", "one")));
            });

    read();

    assertThat(leases).singleElement().satisfies(one -> assertThat(one).isAfter(Instant.now()));
    due(batch);
    producer.sendBody("direct:renew", null);
    assertThat(readingUntil(batch)).isEqualTo(Instant.EPOCH);
  }
}
