package dev.reelway.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reelway.job.BatchLine;
import dev.reelway.job.Job;
import dev.reelway.job.JobIntake;
import dev.reelway.job.JobQueries;
import dev.reelway.job.LineOrder;
import dev.reelway.library.Draft;
import dev.reelway.licence.Licence;
import dev.reelway.order.Order;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Orders;
import dev.reelway.wire.PlainText;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts orders from the operator's endpoint. A message is one order, like a line of a {@code
 * .jsonl} file. It becomes one job, however often it is delivered: its {@code custom_id}, or else
 * the broker's message id, identifies the job.
 */
public final class Messages {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");
  private static final int MAX_NAME_LENGTH = 512;
  private static final int DIGEST_LENGTH = 32;

  private final String licence;
  private final Defaults defaults;
  private final Drafts drafts;
  private final JobIntake jobs;
  private final JobQueries queries;
  private final Once once = new Once();

  /**
   * @param licence the licence that owns the jobs
   * @param model the model of orders without one
   */
  Messages(String licence, String model, Orders orders, JobIntake jobs, JobQueries queries) {
    this.licence = licence;
    this.defaults = Defaults.of(model);
    this.drafts = new Drafts(orders);
    this.jobs = jobs;
    this.queries = queries;
  }

  /** Parses a message; one that is malformed has a refused entry. */
  public Message received(Exchange exchange) {
    var received = exchange.getMessage();
    var entry = entry(received.getBody(String.class));
    var name = entry.customId();
    var key = name == null ? MessageId.of(received) : "custom_id " + name;
    return new Message(key, entry, received.getBody(), received.getHeaders());
  }

  private static Entry entry(@Nullable String text) {
    try {
      return text != null && RecordForm.JSON.readTree(text) instanceof ObjectNode record
          ? named(RecordForm.entry(1, record))
          : Entry.refused(1, "The message must be one JSON object");
    } catch (StreamConstraintsException large) {
      return Entry.refused(1, RecordForm.tooLarge("message"));
    } catch (JsonProcessingException broken) {
      return Entry.refused(1, "The message must be one JSON object, without duplicate keys");
    }
  }

  private static Entry named(Entry entry) {
    var name = entry.customId();
    return name == null || name.length() <= MAX_NAME_LENGTH
        ? entry
        : Entry.refused(1, "custom_id must have at most 512 characters");
  }

  /**
   * The order, checked except for its reference images.
   *
   * @throws OrderRefused if it is not acceptable
   */
  public Draft draft(Message message) {
    var draft = drafts.of(message.entry(), defaults);
    jobs.check(draft.order());
    return draft;
  }

  /** The licence that owns the jobs. */
  public Licence licence() {
    return new Licence(licence, Set.of());
  }

  /**
   * Creates the job of an order unless it exists; it is committed when this returns.
   *
   * @throws OrderRefused if its custom_id belongs to a different order
   */
  public void accept(Message message, Order order) {
    if (message.key() == null) {
      jobs.accept(order, licence);
      return;
    }
    var batch = "message_" + Digest.of(licence + "\n" + message.key()).substring(0, DIGEST_LENGTH);
    boolean known = job(batch) != null;
    var handling = Handlings.of(message.entry().wishes(), null);
    jobs.acceptLines(List.of(new LineOrder(new BatchLine(batch, 1), order, handling)), licence);
    var job = Objects.requireNonNull(job(batch));
    if (!job.order().equals(order)) {
      throw taken(message);
    }
    LOG.info(
        "{} {}", job.id(), known ? "exists: its message was redelivered" : "queued from a message");
  }

  private @Nullable Job job(String batch) {
    return queries.ofBatch(batch, 0, 1).stream().findFirst().orElse(null);
  }

  private static OrderRefused taken(Message message) {
    return new OrderRefused(
        "custom_id",
        "custom_id '%s' is already used by another order".formatted(message.customId()));
  }

  /** Why a message is refused, in one sentence. */
  public String reason(Throwable thrown) {
    return OrderRefused.in(thrown)
        .map(OrderRefused::sentence)
        .orElse("An internal error occurred. It has been logged.");
  }

  /** Logs a refused message, once however often it is redelivered. */
  public void refused(Message message, Throwable thrown) {
    var reason = reason(thrown);
    if (once.isNew(message.key() + reason)) {
      LOG.warn("Message refused: {}", PlainText.logged(reason));
    }
  }

  /** Restores the body and headers of a message as received. */
  public void asItCame(@Variable("message") Message message, Exchange exchange) {
    var returned = exchange.getMessage();
    returned.setBody(message.body());
    returned.removeHeaders("*");
    message.headers().forEach(returned::setHeader);
  }
}
