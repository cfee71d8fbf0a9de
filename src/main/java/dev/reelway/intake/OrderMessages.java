package dev.reelway.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reelway.intake.format.OrderEntry;
import dev.reelway.intake.format.OrderRecord;
import dev.reelway.job.BatchLine;
import dev.reelway.job.DeliveryOptions;
import dev.reelway.job.Job;
import dev.reelway.job.JobIntake;
import dev.reelway.job.JobQueries;
import dev.reelway.job.LineOrder;
import dev.reelway.job.LoggedJob;
import dev.reelway.library.OrderDraft;
import dev.reelway.licence.Licence;
import dev.reelway.order.Order;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Orders;
import dev.reelway.wire.PlainText;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts orders from the operator's endpoint. A message is one order, like a line of a {@code
 * .jsonl} file. It becomes one job, however often it is delivered: its {@code custom_id}, or else
 * the broker's message id identifies the job.
 */
public final class OrderMessages {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");
  private static final int MAX_NAME_LENGTH = 512;
  private static final int DIGEST_LENGTH = 32;

  private final String licence;
  private final List<String> otherLicences;
  private final OrderDefaults orderDefaults;
  private final OrderDrafts orderDrafts;
  private final JobIntake jobs;
  private final JobQueries queries;
  private final RecentSet recentSet = new RecentSet();
  private final AtomicBoolean warned = new AtomicBoolean();

  /**
   * @param licence the licence that owns the jobs
   * @param otherLicences those that may have owned the jobs of messages before, or on other nodes
   * @param model the model of orders without one
   */
  OrderMessages(
      String licence,
      List<String> otherLicences,
      String model,
      Orders orders,
      JobIntake jobs,
      JobQueries queries) {
    this.licence = licence;
    this.otherLicences = otherLicences.stream().filter(other -> !other.equals(licence)).toList();
    this.orderDefaults = OrderDefaults.of(model);
    this.orderDrafts = new OrderDrafts(orders);
    this.jobs = jobs;
    this.queries = queries;
  }

  /** Parses a message and finds its job; one that is malformed has a refused entry. */
  public OrderMessage received(Exchange exchange) {
    var received = exchange.getMessage();
    var text = received.getBody(String.class);
    var orderEntry = orderEntry(text);
    var name = orderEntry.customId();
    var id = MessageId.of(received);
    var key = name == null ? key(id, text) : "custom_id " + name;
    var job = key == null ? null : job(key);
    if (job == null && name == null && id != null && id.beginsAgain()) {
      job = earlier(id.text(), orderEntry);
    }
    if (job == null && key != null && !otherLicences.isEmpty()) {
      job = ofOtherLicence(key, orderEntry);
    }
    return new OrderMessage(key, orderEntry, job, received.getBody(), received.getHeaders());
  }

  /** Where ids begin again, the body counts too, as the orders are other ones then. */
  private static @Nullable String key(@Nullable MessageId id, @Nullable String text) {
    if (id == null || !id.beginsAgain()) {
      return id == null ? null : id.text();
    }
    return id.text() + "\n" + ContentDigest.of(String.valueOf(text));
  }

  /** The job of a message from the time when its id alone was the key, if it is of this order. */
  private @Nullable Job earlier(String id, OrderEntry orderEntry) {
    var job = job(id);
    return job != null && isOf(orderEntry, job.order()) ? job : null;
  }

  /**
   * The job of a message that came when the messages belonged to another licence, if it is of this
   * order; each licence has custom_ids of its own.
   */
  private @Nullable Job ofOtherLicence(String key, OrderEntry orderEntry) {
    var batches = otherLicences.stream().map(other -> batch(other, key)).toList();
    return queries.firstOf(batches).stream()
        .filter(job -> isOf(orderEntry, job.order()))
        .findFirst()
        .orElse(null);
  }

  /** An order that would be refused now is compared by its prompt. */
  private boolean isOf(OrderEntry orderEntry, Order order) {
    try {
      return orderDrafts.of(orderEntry, orderDefaults).isOf(order);
    } catch (OrderRefused today) {
      var prompt = orderEntry.parameters().values().get("prompt");
      return prompt != null && prompt.asText().equals(order.prompt());
    }
  }

  private static OrderEntry orderEntry(@Nullable String text) {
    try {
      return text != null && OrderRecord.JSON.readTree(text) instanceof ObjectNode record
          ? named(OrderRecord.orderEntry(1, record))
          : OrderEntry.refused(1, "The message must be one JSON object");
    } catch (StreamConstraintsException large) {
      return OrderEntry.refused(1, OrderRecord.tooLarge("message"));
    } catch (JsonProcessingException broken) {
      return OrderEntry.refused(1, "The message must be one JSON object, without duplicate keys");
    }
  }

  private static OrderEntry named(OrderEntry orderEntry) {
    var name = orderEntry.customId();
    return name == null || name.length() <= MAX_NAME_LENGTH
        ? orderEntry
        : OrderEntry.refused(1, "custom_id must have at most 512 characters");
  }

  /**
   * The order, checked except for its reference images. Null if the message has its job already:
   * whatever the licence or the upstreams allow since then, it is not refused. Only the images of
   * an order with a custom_id are still to be compared.
   *
   * @throws OrderRefused if it is not acceptable, or its custom_id belongs to a different order
   */
  public @Nullable OrderDraft orderDraft(OrderMessage orderMessage) {
    var job = orderMessage.job();
    if (job != null && orderMessage.customId() == null) {
      redelivered(job);
      return null;
    }
    var orderDraft = orderDrafts.of(orderMessage.orderEntry(), orderDefaults);
    if (job == null) {
      jobs.check(orderDraft.order());
      deliveryOptions(orderMessage); // Refused here if wrong, before any image is stored.
      return orderDraft;
    }
    if (!orderDraft.isOf(job.order())) {
      throw duplicate(orderMessage);
    }
    if (!orderDraft.hasImages()) {
      redelivered(job);
      return null;
    }
    return orderDraft;
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
  public void accept(OrderMessage orderMessage, Order order) {
    var key = Objects.requireNonNullElseGet(orderMessage.key(), this::unique);
    var known = job(key);
    if (known != null) {
      compare(orderMessage, known, order);
      return;
    }
    var line =
        new LineOrder(new BatchLine(batch(licence, key), 1), order, deliveryOptions(orderMessage));
    jobs.acceptLine(line, licence, null);
    var job = Objects.requireNonNull(job(key));
    if (!job.order().equals(order)) {
      throw duplicate(orderMessage);
    }
    log("{} queued from a message", job);
  }

  /** Nothing tells whether the message was delivered before: each delivery is one order. */
  private String unique() {
    if (warned.compareAndSet(false, true)) {
      LOG.warn(
          "A message has neither a custom_id nor a known id of its broker. If the broker delivers"
              + " such a message again, it becomes one more job: let its sender write a"
              + " custom_id.");
    }
    return "delivery " + UUID.randomUUID();
  }

  private static DeliveryOptions deliveryOptions(OrderMessage orderMessage) {
    return DeliveryParameters.of(orderMessage.orderEntry().parameters(), null);
  }

  /**
   * Compares the images of an order with those of the job that it has become when its message was
   * delivered before. If they cannot be read any more, like those of a link that has expired, the
   * rest of the order decides.
   *
   * @param order the order, or what reading its images has thrown
   * @throws OrderRefused if its custom_id belongs to a different order
   * @throws Exception what was thrown, if the images may be read later
   */
  public void compare(OrderMessage orderMessage, Object order) throws Exception {
    var job = Objects.requireNonNull(orderMessage.job());
    if (order instanceof Order complete) {
      compare(orderMessage, job, complete);
    } else if (order instanceof Exception thrown && OrderRefused.in(thrown).isEmpty()) {
      throw thrown;
    } else {
      log("{} exists: its message was redelivered, and its images cannot be read", job);
    }
  }

  private static void compare(OrderMessage orderMessage, Job job, Order order) {
    if (!job.order().equals(order)) {
      throw duplicate(orderMessage);
    }
    redelivered(job);
  }

  private static void redelivered(Job job) {
    log("{} exists: its message was redelivered", job);
  }

  private static void log(String what, Job job) {
    try (var logged = LoggedJob.of(job)) {
      LOG.info(what, job.id());
    }
  }

  private @Nullable Job job(String key) {
    return queries.ofBatch(batch(licence, key), 0, 1).stream().findFirst().orElse(null);
  }

  private static String batch(String licence, String key) {
    return "message_" + ContentDigest.of(licence + "\n" + key).substring(0, DIGEST_LENGTH);
  }

  private static OrderRefused duplicate(OrderMessage orderMessage) {
    return new OrderRefused(
        "custom_id",
        "custom_id '%s' is already used by another order".formatted(orderMessage.customId()));
  }

  /** Why a message is refused, in one sentence. */
  public String reason(Throwable thrown) {
    return OrderRefused.in(thrown)
        .map(OrderRefused::sentence)
        .orElse("An internal error occurred. It has been logged.");
  }

  /** Logs a refused message, once however often it is redelivered. */
  public void refused(OrderMessage orderMessage, Throwable thrown) {
    var reason = reason(thrown);
    if (recentSet.add(orderMessage.key() + reason)) {
      LOG.warn("Message refused: {}", PlainText.forLog(reason));
    }
  }

  /** Restores the body and headers of a message as received. */
  public void restore(@Variable("message") OrderMessage orderMessage, Exchange exchange) {
    var returned = exchange.getMessage();
    returned.setBody(orderMessage.body());
    returned.removeHeaders("*");
    orderMessage.headers().forEach(returned::setHeader);
  }
}
