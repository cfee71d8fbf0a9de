package dev.reelway.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.cost.Charge;
import dev.reelway.order.Operation;
import dev.reelway.order.Order;
import dev.reelway.order.VideoOrder;
import dev.reelway.upstream.Account;
import dev.reelway.upstream.RenderTask;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.Upstreams;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Where a job can be rendered: the targets of its model in order of preference, each under one
 * credential after another; a remix only at the upstream of its source. Which of them gets the
 * order now is chosen by {@link CapacityPlanner}.
 */
public final class TargetPlanner {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Upstreams upstreams;
  private final SourceRenders sources;
  private final BiPredicate<String, String> verbs;
  private final Function<Job, Optional<String>> callbacks;
  private final ReferenceLinks links;
  private final Clock clock;
  private final TargetChooser chooser;

  /** Without callbacks and links. */
  TargetPlanner(
      Upstreams upstreams, JobQueries queries, BiPredicate<String, String> verbs, Clock clock) {
    this(
        upstreams,
        queries,
        verbs,
        job -> Optional.empty(),
        (file, since) -> Optional.empty(),
        clock);
  }

  /**
   * @param verbs whether a dialect's file has an optional verb: lookup finds a render whose answer
   *     was lost, list reports on many renders, cancel ends one
   * @param callbacks the URL that the upstream of a job calls, if it calls
   * @param links the links to files that an upstream fetches itself
   */
  public TargetPlanner(
      Upstreams upstreams,
      JobQueries queries,
      BiPredicate<String, String> verbs,
      Function<Job, Optional<String>> callbacks,
      ReferenceLinks links,
      Clock clock) {
    this.upstreams = upstreams;
    this.sources = new SourceRenders(upstreams, queries, clock);
    this.verbs = verbs;
    this.callbacks = callbacks;
    this.links = links;
    this.clock = clock;
    this.chooser = new TargetChooser(upstreams);
  }

  /** Chooses between the targets of a model. */
  TargetChooser chooser() {
    return chooser;
  }

  /** The earlier renders that jobs start from. */
  SourceRenders sources() {
    return sources;
  }

  /** When a render that is under way usually ends; empty if that is not known. */
  public Optional<Instant> expectedEnd(Job job) {
    var at = job.state().isFinal() || job.isDone() ? null : job.state().renderTask();
    var since = at == null ? null : at.since();
    return at == null || since == null
        ? Optional.empty()
        : chooser.renderTimes().learned(at.target().upstreamModel()).map(since::plus);
  }

  /** The configured upstreams. */
  Upstreams upstreams() {
    return upstreams;
  }

  /**
   * The targets that can render a job, the best first.
   *
   * @throws JobImpossible if no render of the source of a native remix is recorded
   * @throws NotConfigured if there are none, or if the upstream of that render is not configured
   */
  List<Target> targets(Job job) {
    var targets = left(job);
    if (targets.isEmpty()) {
      throw new NotConfigured(
          "No configured upstream renders the model %s as ordered any more."
              .formatted(job.order().base()));
    }
    return targets;
  }

  /** Those that may still get its order: the ones that were tried in this turn are last. */
  List<Target> left(Job job) {
    var source = job.order().remixOf();
    return job.tries()
        .left(
            source != null && job.order().isNativeRemix()
                ? List.of(sources.remixed(source).target())
                : nearSource(chooser.inOrder(able(job.order()), job), job.order()));
  }

  /**
   * An edit or an extension goes first to the account that made its source, which needs no upload.
   */
  private List<Target> nearSource(List<Target> targets, Order order) {
    var source = order.source();
    var made = source == null ? Optional.<Account>empty() : sources.account(source.renderedBy());
    return made.isEmpty()
        ? targets
        : targets.stream()
            .sorted(Comparator.comparing(one -> !one.account().equals(made.get())))
            .toList();
  }

  private List<Target> able(Order order) {
    return able(upstreams.targets(order.base()), order).stream()
        .filter(target -> chooser.isWithinPrice(order, target))
        .toList();
  }

  private List<Target> able(List<Target> targets, Order order) {
    return targets.stream()
        .filter(target -> upstreams.capabilities(target).refusal(order).isEmpty())
        .toList();
  }

  /** Whether any model of the service can be edited or extended with. */
  public boolean supports(Operation operation) {
    return upstreams.models().stream()
        .flatMap(model -> upstreams.targets(model).stream())
        .anyMatch(one -> upstreams.capabilities(one).can(operation));
  }

  /**
   * The most that an order may cost at a target that it may go to; empty if the price of one of
   * them is not known.
   */
  Optional<BigDecimal> mostCost(Order order) {
    var able =
        able(candidates(order), order).stream()
            .filter(one -> chooser.isWithinPrice(order, one))
            .toList();
    var prices = able.stream().flatMap(target -> chooser.price(target, order).stream()).toList();
    return prices.size() < able.size()
        ? Optional.empty()
        : Optional.of(prices.stream().max(Comparator.naturalOrder()).orElse(BigDecimal.ZERO));
  }

  /** Whether a target of an order is at this upstream. */
  boolean mayGoTo(Order order, String upstream) {
    return candidates(order).stream().anyMatch(target -> target.upstream().equals(upstream));
  }

  /** The targets of its model; of a native remix, that of its source. */
  private List<Target> candidates(Order order) {
    var source = order.remixOf();
    return source == null || order.isFrameRemix()
        ? upstreams.targets(order.base())
        : sources.made(source).map(RenderTask::target).stream().toList();
  }

  /** Refuses an order that none of its targets can render, with the reason of the first of them. */
  public void check(Order order) {
    var targets = candidates(order);
    var able = able(targets, order);
    if (able.isEmpty() && !targets.isEmpty()) {
      throw upstreams.capabilities(targets.getFirst()).refusal(order).orElseThrow();
    }
    if (!able.isEmpty() && able.stream().noneMatch(one -> chooser.isWithinPrice(order, one))) {
      throw chooser.tooExpensive(order, able);
    }
  }

  /**
   * Whether a remix has to be rendered from the last frame of its source: the upstream of the
   * source makes no remixes or is no longer configured, and another target can start from an image.
   */
  public boolean startsFromFrame(Order remix) {
    var source = remix.remixOf();
    return source != null
        && sources.made(source).map(RenderTask::target).filter(at -> remakes(at, remix)).isEmpty()
        && upstreams.targets(remix.base()).stream()
            .anyMatch(one -> upstreams.capabilities(one).lastFrame());
  }

  private boolean remakes(Target target, Order remix) {
    return upstreams.find(target).isPresent()
        && upstreams.capabilities(target).refusal(remix).isEmpty();
  }

  /**
   * The order as it is sent to a target: as requested, or the nearest that the target can render.
   */
  Order sent(Order order, Target target) {
    var capabilities = upstreams.capabilities(target);
    var sent = capabilities.withRoles(capabilities.nearest(order));
    return capabilities.keepsSource(order) ? sources.shaped(sent) : sent;
  }

  /** What a report says that the render of a job costs. */
  Optional<Charge> charge(Job job, Report report) {
    var target = JobRow.target(job.state());
    var at = job.state().renderTask();
    var told = at == null ? report.task() : at.task();
    var task = told != null && RenderTask.isTask(told) ? told : null;
    return target == null
        ? Optional.empty()
        : upstreams.prices().charge(target, task, job.made(), report);
  }

  /**
   * The upstream that a job is at, with the credential that is pinned to the job.
   *
   * @throws NotConfigured if it, or that key for it, is not configured
   */
  public Upstream upstream(Job job) {
    return Optional.ofNullable(JobRow.target(job.state()))
        .flatMap(upstreams::find)
        .orElseThrow(() -> NotConfigured.upstreamOf(job));
  }

  /** Whether the upstream that a job is at, if any, is configured, and the key for it. */
  boolean knowsUpstream(Job job) {
    var target = JobRow.target(job.state());
    return target == null || upstreams.find(target).isPresent();
  }

  /** The order as a dialect's submit route takes it: a {@link RenderRequest}, as JSON. */
  public JsonNode request(Job job) {
    var target = job.submitting().at();
    var capabilities = upstreams.capabilities(target);
    var options = capabilities.options(job.made());
    var callback = callbacks.apply(job).orElse(null);
    var linked = links.of(job, capabilities.files()::isInline, clock.instant());
    return JSON.valueToTree(RenderRequest.of(job, options, sources, callback, linked));
  }

  /** How often all targets of the job have failed. */
  int fullTurns(Job job) {
    int targets = job.order().isNativeRemix() ? 1 : job.tries().left(able(job.order())).size();
    return job.attempts() / Math.max(1, targets);
  }

  /**
   * Whether it can be looked up if a submit whose answer was lost has arrived; images are in no
   * list.
   */
  boolean hasLookup(Job job) {
    return job.order() instanceof VideoOrder && hasVerb(job.submitting().at(), "lookup");
  }

  /** Whether many renders there can be polled by one call. */
  public boolean hasList(Target target) {
    return hasVerb(target, "list");
  }

  /** The least time between two polls of a render there, zero for any. */
  Duration pollEvery(Target target) {
    return upstreams.capabilities(target).pollEvery();
  }

  /** Whether a render there can be cancelled. */
  boolean cancels(Target target) {
    return hasVerb(target, "cancel");
  }

  private boolean hasVerb(Target target, String verb) {
    return upstreams.find(target).filter(known -> verbs.test(known.dialect(), verb)).isPresent();
  }

  /** Whether a submit may be sent again under its key without making a second video. */
  boolean isIdempotent(Target target) {
    return upstreams.find(target).filter(Upstream::idempotent).isPresent();
  }
}
