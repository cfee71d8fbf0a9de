package dev.reelway.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reelway.job.JobState.Failure;
import dev.reelway.sink.Asset;
import dev.reelway.wire.PlainText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the operator's endpoints decide on orders before they are sent, and on files before they are
 * delivered: a job passes, is refused with a sentence, or is held, which asks again later. An
 * endpoint that fails, or answers anything else, holds the job.
 */
public final class Moderation {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.moderation");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SUBMIT = "submit";
  private static final String DELIVERY = "delivery";
  private static final String REFUSED = "The operator's moderation refused it.";
  private static final int LONGEST_ANSWER = 65_536;
  private static final int LONGEST_REASON = 500;
  private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

  private final ModerationSettings settings;
  private final boolean shared;
  private final Clock clock;
  private final Map<String, Instant> warned = new ConcurrentHashMap<>();

  /**
   * @param shared whether other processes may have endpoints that this one does not have
   */
  Moderation(ModerationSettings settings, boolean shared, Clock clock) {
    this.settings = settings;
    this.shared = shared;
    this.clock = clock;
  }

  boolean isBeforeSubmit() {
    return ModerationSettings.isSet(settings.beforeSubmit());
  }

  boolean isBeforeDelivery() {
    return ModerationSettings.isSet(settings.beforeDelivery());
  }

  /**
   * Whether an endpoint is asked about the order of a job.
   *
   * @throws NotConfigured if none is, and the order was held by that of another process
   */
  public boolean isAskedBeforeSubmit(Job job) {
    if (shared && !isBeforeSubmit() && NotConfigured.isHeldOrder(job)) {
      throw NotConfigured.moderationOfOrder();
    }
    return isBeforeSubmit();
  }

  /** What is asked before an order is sent, as JSON. */
  public String orderQuestion(Job job) {
    return question(job, SUBMIT).toString();
  }

  /** What is asked before a job's files are delivered, as JSON. */
  public String filesQuestion(Job job, List<Asset> files) {
    var target = job.rendered().at().target();
    var question = question(job, DELIVERY);
    question.put("upstream", target.upstream()).put("upstream_model", target.model());
    question.set("cost", JSON.valueToTree(job.history().cost().view()));
    question.set("files", JSON.valueToTree(files));
    return question.toString();
  }

  private static ObjectNode question(Job job, String before) {
    var order = job.order();
    var question = JSON.createObjectNode();
    question
        .put("id", job.id())
        .put("before", before)
        .put("licence", job.licence())
        .put("kind", order.kind())
        .put("model", order.model())
        .put("prompt", order.prompt())
        .put("safety_identifier", (String) order.options().get("safety_identifier"));
    question.set("order", JSON.valueToTree(order.withCallbackUrl(null)));
    return question;
  }

  /**
   * An order may be sent if this returns.
   *
   * @param answer the body of the endpoint's answer, or what it threw
   * @throws JobImpossible if it is refused
   * @throws ModerationHeld if it is held
   */
  public void orderAnswered(Job job, @Nullable Object answer) {
    decide(SUBMIT, List.of(), answer);
  }

  /**
   * The files of a job that are stored already, as it was held before; usually none.
   *
   * @throws NotConfigured if there are some, and only other processes may have the endpoint that
   *     holds them
   */
  public List<Asset> heldFiles(Job job) {
    var held = job.rendered().held();
    if (shared && !isBeforeDelivery() && !held.isEmpty()) {
      throw NotConfigured.moderationOfFiles();
    }
    return held;
  }

  /** The same for the files of a job, which its owner can get if this returns. */
  public void filesAnswered(List<Asset> files, @Nullable Object answer) {
    decide(DELIVERY, files, answer);
  }

  private void decide(String before, List<Asset> files, @Nullable Object answer) {
    var said = answer instanceof Throwable ? null : json(answer);
    var decision = said == null ? "" : said.path("decision").asText();
    switch (decision) {
      case "pass" -> {}
      case "refuse" ->
          throw new JobImpossible(new Failure("refused", reason(Objects.requireNonNull(said))));
      case "hold" -> throw ModerationHeld.asAnswered(files);
      default -> {
        warn(before, answer);
        throw ModerationHeld.withoutDecision(files);
      }
    }
  }

  private static @Nullable JsonNode json(@Nullable Object answer) {
    try {
      return switch (answer) {
        case null -> null;
        case InputStream in ->
            JSON.readTree(new String(in.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8));
        case byte[] bytes -> JSON.readTree(bytes);
        case Map<?, ?> map -> JSON.valueToTree(map);
        default -> JSON.readTree(answer.toString());
      };
    } catch (IOException ignored) { // No JSON is no decision.
      return null;
    }
  }

  private static String reason(JsonNode said) {
    var reason = PlainText.of(said.path("reason").asText(), LONGEST_REASON).strip();
    return reason.isEmpty() ? REFUSED : reason;
  }

  /** Once a minute: an endpoint may decide on some of many jobs only. */
  private void warn(String before, @Nullable Object answer) {
    var now = clock.instant();
    var last = warned.get(before);
    if (last == null || !now.isBefore(last.plus(BETWEEN_WARNINGS))) {
      warned.put(before, now);
      LOG.warn(
          "reelway.moderation.before-{} {}: jobs are held until it decides",
          before,
          answer instanceof Throwable failed
              ? "failed with " + failed.getClass().getSimpleName()
              : "answered without a decision of pass, refuse or hold");
    }
  }
}
