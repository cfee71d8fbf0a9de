package dev.reelway.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reelway.idempotency.AlreadyAnswered;
import dev.reelway.job.CapacityPlanner;
import dev.reelway.job.Job;
import dev.reelway.job.JobId;
import dev.reelway.job.JobIntake;
import dev.reelway.job.JobListQuery;
import dev.reelway.job.JobListQuery.Selection;
import dev.reelway.job.JobLists;
import dev.reelway.job.ListedJob;
import dev.reelway.library.OrderRetries;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;

/** Handles calls under {@code /admin/jobs}, about jobs of all licences. */
public final class AdminJobs {

  private static final String STATES =
      Stream.of(Selection.values()).map(AdminJobs::word).collect(Collectors.joining(", "));
  private static final String ACCEPT_COST = "accept_cost";
  private static final long MOST_SECONDS = 253_402_300_800L;

  private final RequestReader reader;
  private final JobLists lists;
  private final CapacityPlanner planner;
  private final Retries retries;
  private final Clock clock;

  AdminJobs(
      RequestReader reader, JobLists lists, CapacityPlanner planner, Retries retries, Clock clock) {
    this.reader = reader;
    this.lists = lists;
    this.planner = planner;
    this.retries = retries;
    this.clock = clock;
  }

  /**
   * What orders are repeated with.
   *
   * @param orders decides whether an order can be repeated
   * @param intake accepts it
   * @param keys recognises a call that was sent before
   */
  record Retries(OrderRetries orders, JobIntake intake, AdminRequestKeys keys) {}

  /** One page: open jobs, the oldest first, or failed ones, the last one first. */
  public Page<?> list(@Header("CamelHttpServletRequest") OpaqueRequest call) {
    var query = query(reader.query(call.request()));
    var found = lists.page(query).stream().map(this::shown).toList();
    return Page.of(found, query.limit() - 1, AdminJobObject::id);
  }

  /** One more than the page has shows whether others follow. */
  static JobListQuery query(Parameters given) {
    var parameters =
        PageRequest.known(given, "created_after", "licence", "model", "state", "upstream");
    var page = PageRequest.of(parameters.without("order"), JobId::isJobId);
    return new JobListQuery(
        selection(parameters),
        parameters.text("licence"),
        parameters.text("upstream"),
        parameters.text("model"),
        time(parameters.text("created_after")),
        page.after(),
        page.limit() + 1);
  }

  private static Selection selection(Parameters parameters) {
    var state = parameters.text("state");
    var order = parameters.text("order");
    if (order != null && !order.equals("age")) {
      throw new OrderRefused("order", "order must be age, or omitted");
    }
    return state == null
        ? Selection.OPEN
        : Stream.of(Selection.values())
            .filter(one -> word(one).equals(state))
            .findFirst()
            .orElseThrow(() -> new OrderRefused("state", "state must be one of " + STATES));
  }

  private static String word(Selection one) {
    return one.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable Instant time(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      var time =
          text.matches("\\d{1,12}")
              ? Instant.ofEpochSecond(Long.parseLong(text))
              : Instant.parse(text);
      if (time.getEpochSecond() >= 0 && time.getEpochSecond() < MOST_SECONDS) {
        return time;
      }
    } catch (DateTimeException malformed) {
      // refused below
    }
    throw new OrderRefused(
        "created_after",
        "created_after must be a time in seconds since 1970, or like 2026-11-29T12:00:00Z");
  }

  /** One job, unless its owner has deleted it. */
  public AdminJobObject retrieve(@Header("id") String id) {
    return shown(find(id));
  }

  /** The job that is to be cancelled; one that has ended is refused. */
  public Job open(@Header("id") String id) {
    var job = find(id).job();
    if (job.state().isFinal()) {
      throw hasEnded(job);
    }
    return job;
  }

  private static RequestRefused hasEnded(Job job) {
    return new RequestRefused(
        409,
        "id",
        "job_ended",
        "Job '%s' has ended (%s) and cannot be cancelled."
            .formatted(job.id(), job.state().name().inLedger()));
  }

  /**
   * The job after it was cancelled; one that has ended in another way meanwhile is refused.
   *
   * @param ended the jobs that the cancellation has ended
   */
  public AdminJobObject cancelled(
      @Header("id") String id,
      @Body List<Job> ended,
      @Header("CamelHttpServletRequest") OpaqueRequest call) {
    if (ended.isEmpty()) {
      throw hasEnded(find(id).job());
    }
    AdminLog.changed(call, "Job", id, "cancelled");
    return retrieve(id);
  }

  /**
   * Accepts the order of a failed job again, as a new job of the same licence. A call that is sent
   * again with its {@code Idempotency-Key} makes no second one.
   */
  public AdminJobObject retry(
      @Header("id") String id,
      @Header("CamelHttpServletRequest") OpaqueRequest call,
      @Header("CamelHttpServletResponse") HttpServletResponse response)
      throws IOException {
    var body = AdminBody.readIfSent(call.request());
    boolean acceptsCost = acceptsCost(body);
    var key = retries.keys().of(call.request(), body).orElse(null);
    var earlier = key == null ? Optional.<String>empty() : retries.keys().made(key);
    if (earlier.isPresent()) {
      return repeated(earlier.get(), response);
    }
    var failed = retries.orders().check(find(id).job(), acceptsCost);
    try {
      var made = retries.intake().retry(failed, key);
      AdminLog.changed(call, "Job", id, "ordered again as " + made.id());
      return retrieve(made.id());
    } catch (AlreadyAnswered already) {
      return repeated(AdminRequestKeys.made(already.outcome()), response);
    }
  }

  private AdminJobObject repeated(String made, HttpServletResponse response) {
    response.setHeader("Idempotent-Replayed", "true");
    return retrieve(made);
  }

  static boolean acceptsCost(ObjectNode body) {
    for (var field : body.properties()) {
      if (!field.getKey().equals(ACCEPT_COST)) {
        throw new RequestRefused(
            400,
            field.getKey(),
            "unknown_parameter",
            "%s is not a parameter: known parameters are %s."
                .formatted(field.getKey(), ACCEPT_COST));
      }
      if (!field.getValue().isBoolean()) {
        throw new RequestRefused(
            400, ACCEPT_COST, "invalid_value", "accept_cost must be true or false.");
      }
    }
    return body.path(ACCEPT_COST).asBoolean();
  }

  private ListedJob find(String id) {
    return lists.find(id).orElseThrow(() -> RequestRefused.noSuchJob(id));
  }

  private AdminJobObject shown(ListedJob listed) {
    var explained = planner.explained(listed.job());
    return AdminJobObject.of(
        new ListedJob(explained, listed.upstream(), listed.waiting()), clock.instant());
  }
}
