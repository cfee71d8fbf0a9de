package dev.reelway.api;

import static dev.reelway.api.UnixTime.seconds;

import dev.reelway.api.UpstreamObject.InFlight;
import dev.reelway.api.UpstreamObject.LastError;
import dev.reelway.api.UpstreamObject.LastHour;
import dev.reelway.api.UpstreamObject.Limits;
import dev.reelway.api.UpstreamObject.TargetState;
import dev.reelway.job.CapacityPlanner;
import dev.reelway.job.UpstreamQueries;
import dev.reelway.job.UpstreamUsage;
import dev.reelway.pause.Pausable;
import dev.reelway.pause.Pauses;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.Upstreams;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;

/**
 * Handles calls under {@code /admin/upstreams}. A paused upstream gets no orders on any node; the
 * renders that it has are polled and fetched.
 */
public final class AdminUpstreams {

  private static final Duration SHOWN = Duration.ofHours(1);

  private final Upstreams upstreams;
  private final CapacityPlanner planner;
  private final UpstreamQueries queries;
  private final Pauses pauses;
  private final Clock clock;

  AdminUpstreams(
      Upstreams upstreams,
      CapacityPlanner planner,
      UpstreamQueries queries,
      Pauses pauses,
      Clock clock) {
    this.upstreams = upstreams;
    this.planner = planner;
    this.queries = queries;
    this.pauses = pauses;
    this.clock = clock;
  }

  /** All upstreams, by name. */
  public Page<?> list() {
    var names = upstreams.names().stream().sorted().toList();
    return Page.of(shown(names), names.size(), UpstreamObject::id);
  }

  /** One upstream. */
  public UpstreamObject retrieve(@Header("name") String name) {
    requireKnown(name);
    return shown(List.of(name)).getFirst();
  }

  /** Pauses an upstream; one that is paused stays as it is. */
  public UpstreamObject pause(
      @Header("name") String name, @Header("CamelHttpServletRequest") OpaqueRequest call) {
    requireKnown(name);
    pauses.pause(Pausable.UPSTREAM, name);
    AdminLog.changed(call, "Upstream", name, "paused");
    return retrieve(name);
  }

  /** Ends the pause of an upstream; one that is not paused stays as it is. */
  public UpstreamObject resume(
      @Header("name") String name, @Header("CamelHttpServletRequest") OpaqueRequest call) {
    requireKnown(name);
    pauses.resume(Pausable.UPSTREAM, name);
    AdminLog.changed(call, "Upstream", name, "resumed");
    return retrieve(name);
  }

  private void requireKnown(String name) {
    if (!upstreams.names().contains(name)) {
      throw RequestRefused.unknownUpstream(name);
    }
  }

  private List<UpstreamObject> shown(List<String> names) {
    var reading = queries.since(clock.instant().minus(SHOWN));
    return names.stream().map(name -> shown(name, reading.of(name))).toList();
  }

  private UpstreamObject shown(String name, UpstreamUsage usage) {
    var upstream = upstreams.named(name).orElseThrow();
    var targets = targets(name);
    var paused = pauses.since(Pausable.UPSTREAM, name).orElse(null);
    var resting = restsUntil(targets);
    return new UpstreamObject(
        name,
        "upstream",
        name,
        upstream.dialect(),
        host(upstream),
        paused != null ? "paused" : resting != null ? "resting" : "ok",
        seconds(paused),
        resting,
        models(name),
        targets,
        InFlight.of(usage),
        usage.waiting(),
        Limits.of(upstreams.limits(name)),
        planner.lastError(name).map(LastError::of).orElse(null),
        LastHour.of(usage));
  }

  private static String host(Upstream upstream) {
    var url = URI.create(upstream.baseUrl());
    return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
  }

  private List<String> models(String name) {
    return upstreams.models().stream()
        .filter(model -> targets(model, name).findAny().isPresent())
        .toList();
  }

  private Stream<Target> targets(String model, String name) {
    return upstreams.targets(model).stream().filter(one -> one.upstream().equals(name));
  }

  private List<TargetState> targets(String name) {
    return upstreams.models().stream()
        .flatMap(model -> targets(model, name))
        .distinct()
        .map(this::shown)
        .toList();
  }

  private TargetState shown(Target target) {
    return new TargetState(
        target.credential(),
        target.model(),
        seconds(planner.restsUntil(target).orElse(null)),
        planner.learnedBound(target.account()).orElse(null));
  }

  /** Until when all of its targets rest; null if one does not, or if there are none. */
  private static @Nullable Long restsUntil(List<TargetState> targets) {
    return targets.stream().anyMatch(one -> one.resting() == null)
        ? null
        : targets.stream()
            .map(one -> Objects.requireNonNull(one.resting()))
            .min(Long::compare)
            .orElse(null);
  }
}
