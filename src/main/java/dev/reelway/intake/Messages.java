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
 * What the route asks that takes orders from the operator's endpoint. A message is one order, as a
 * line of a {@code .jsonl} file is, and becomes one job however often it comes: its {@code
 * custom_id}, or else the id that its broker gave it, is the job's identity.
 */
public final class Messages {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");
  private static final int LONGEST_NAME = 512;
  private static final int LONGEST_DIGEST = 32;

  private final String licence;
  private final Defaults defaults;
  private final Drafts drafts;
  private final JobIntake jobs;
  private final JobQueries queries;
  private final Once once = new Once();

  /**
   * @param licence whose jobs the orders become
   * @param model what renders an order that names none
   */
  Messages(String licence, String model, Orders orders, JobIntake jobs, JobQueries queries) {
    this.licence = licence;
    this.defaults = Defaults.of(model);
    this.drafts = new Drafts(orders);
    this.jobs = jobs;
    this.queries = queries;
  }

  /** Reads a message, whatever is in it. */
  public Message received(Exchange exchange) {
    var came = exchange.getMessage();
    var entry = entry(came.getBody(String.class));
    var name = entry.customId();
    var key = name == null ? MessageId.of(came) : "custom_id " + name;
    return new Message(key, entry, came.getBody(), came.getHeaders());
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
    return name == null || name.length() <= LONGEST_NAME
        ? entry
        : Entry.refused(1, "custom_id must be of at most 512 characters");
  }

  /** The order, checked in all but its pictures. */
  public Draft draft(Message message) {
    var draft = drafts.of(message.entry(), defaults);
    jobs.check(draft.order());
    return draft;
  }

  /** Whose jobs the orders become. */
  public Licence licence() {
    return new Licence(licence, Set.of());
  }

  /** Makes a job of an order, if it is none yet; what this has done is on disk. */
  public void accept(Message message, Order order) {
    if (message.key() == null) {
      jobs.accept(order, licence);
      return;
    }
    var batch = "message_" + Digest.of(licence + "\n" + message.key()).substring(0, LONGEST_DIGEST);
    boolean known = job(batch) != null;
    var handling = Handlings.of(message.entry().wishes(), null);
    jobs.acceptLines(List.of(new LineOrder(new BatchLine(batch, 1), order, handling)), licence);
    var job = Objects.requireNonNull(job(batch));
    if (!job.order().equals(order)) {
      throw taken(message);
    }
    LOG.info("{} is {}", job.id(), known ? "what a message orders that came again" : "queued");
  }

  private @Nullable Job job(String batch) {
    return queries.ofBatch(batch, 0, 1).stream().findFirst().orElse(null);
  }

  private static OrderRefused taken(Message message) {
    return new OrderRefused(
        "custom_id",
        "custom_id must be unique: %s is that of another order already"
            .formatted(message.customId()));
  }

  /** Why a message is refused, in a sentence. */
  public String reason(Throwable thrown) {
    return OrderRefused.in(thrown)
        .map(OrderRefused::sentence)
        .orElse("Something failed on our side. It has been logged.");
  }

  /** Tells of a message that is refused, once however often it comes again. */
  public void refused(Message message, Throwable thrown) {
    var reason = reason(thrown);
    if (once.isNew(message.key() + reason)) {
      LOG.warn("A message is refused: {}", PlainText.logged(reason));
    }
  }

  /** Puts a message back as it came. */
  public void asItCame(@Variable("message") Message message, Exchange exchange) {
    var returned = exchange.getMessage();
    returned.setBody(message.body());
    returned.removeHeaders("*");
    message.headers().forEach(returned::setHeader);
  }
}
