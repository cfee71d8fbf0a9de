package dev.reelway.route;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Follows every path through the routes, from each start of an exchange, and reports where a step
 * reads a variable that is not set on the path to it, or copies an exchange that works on a job.
 *
 * <p>After a step, these variables are known: those that a called route sets on all paths; those
 * that all branches of a choice set; none of a filter and a loop, as they may not run; none of a
 * split, as it may have no part. If a split has an aggregation strategy, Camel 4.17 copies the
 * variables of one part out of it, so that a variable which a part sets is unknown afterwards, even
 * if it was set before.
 */
final class RouteWalk {

  private static final Set<String> COPIES = Set.of("multicast", "recipientList", "wireTap");
  private static final Set<String> IN_SEQUENCE =
      Set.of("pipeline", "step", "saga", "transacted", "policy");
  private static final Set<String> ENDS = Set.of("stop", "throwException", "rollback");

  private final ParsedRoutes parsedRoutes;
  private final StepVariables stepVariables;
  private final Set<String> unset = new LinkedHashSet<>();
  private final Set<String> copied = new LinkedHashSet<>();
  private final Map<Visit, KnownVariables> ends = new HashMap<>();
  private final Set<Visit> open = new HashSet<>();

  private record Visit(String route, KnownVariables knownVariables, boolean ofPart) {}

  /**
   * The position of a walk.
   *
   * @param path the routes that led there, the present one last
   * @param ofPart whether the exchange is a part of an exchange that works on a job
   */
  private record Position(ParsedRoute parsedRoute, List<String> path, boolean ofPart) {

    Position to(ParsedRoute next) {
      return new Position(
          next, Stream.concat(path.stream(), Stream.of(next.id())).toList(), ofPart);
    }

    Position within() {
      return new Position(parsedRoute, path, true);
    }
  }

  RouteWalk(ParsedRoutes parsedRoutes, StepVariables stepVariables) {
    this.parsedRoutes = parsedRoutes;
    this.stepVariables = stepVariables;
  }

  /** One sentence for each variable that is read where it is not set on a path. */
  Set<String> unset() {
    return unset;
  }

  /** One sentence for each step that copies an exchange which works on a job. */
  Set<String> copied() {
    return copied;
  }

  /** Follows the exchanges that begin with a route and have these variables. */
  void from(ParsedRoute parsedRoute, Set<String> seed) {
    through(new Position(parsedRoute, List.of(parsedRoute.id()), false), KnownVariables.of(seed));
  }

  private KnownVariables through(Position position, KnownVariables knownVariables) {
    var parsedRoute = position.parsedRoute();
    var visit = new Visit(parsedRoute.id(), knownVariables, position.ofPart());
    var end = ends.get(visit);
    if (end != null) {
      return end;
    }
    if (!open.add(visit)) {
      return KnownVariables.OVER;
    }
    var begun = knownVariables.with(stepVariables.set("from", parsedRoute.source()));
    var sure = begun.with(plainlySet(parsedRoute));
    parsedRoute.policies().forEach(policy -> handled(policy, sure, position));
    var after = steps(parsedRoute.steps(), begun, position);
    end = parsedRoute.mayEndEarly() ? sure : after;
    ends.put(visit, end);
    return end;
  }

  /** The variables that are set before the first step that can fail. */
  private Set<String> plainlySet(ParsedRoute parsedRoute) {
    var all = new HashSet<String>();
    for (var step : parsedRoute.steps()) {
      var kind = kind(step);
      if (!stepVariables.isPlain(kind, RouteYaml.at(step, kind))) {
        break;
      }
      all.addAll(stepVariables.set(kind, RouteYaml.at(step, kind)));
    }
    return all;
  }

  private void handled(Map<?, ?> policy, KnownVariables knownVariables, Position position) {
    read(stepVariables.read("onException", policy), knownVariables, position);
    steps(RouteYaml.steps(policy), knownVariables, position);
  }

  private KnownVariables steps(List<?> steps, KnownVariables knownVariables, Position position) {
    var now = knownVariables;
    for (var step : steps) {
      var kind = kind(step);
      var what = RouteYaml.at(step, kind);
      var after = step(kind, what, now, position);
      boolean skipped =
          position.parsedRoute().continuesAfterErrors() && !stepVariables.isPlain(kind, what);
      now = skipped ? now.meet(after) : after;
    }
    return now;
  }

  /** A step is a group of one key, or that key alone. */
  private static String kind(@Nullable Object step) {
    return step instanceof Map<?, ?> group && !group.isEmpty()
        ? String.valueOf(group.keySet().iterator().next())
        : String.valueOf(step);
  }

  private KnownVariables step(
      String kind, @Nullable Object what, KnownVariables knownVariables, Position position) {
    read(stepVariables.read(kind, what), knownVariables, position);
    copied(kind, what, knownVariables, position);
    set(kind, what, knownVariables, position);
    if (ENDS.contains(kind)) {
      return KnownVariables.OVER;
    }
    var after =
        switch (kind) {
          case "to", "toD" -> called(what, knownVariables, position);
          case "wireTap" -> tapped(what, knownVariables, position);
          case "choice" -> chosen(what, knownVariables, position);
          case "doTry" -> tried(what, knownVariables, position);
          case "split" ->
              copy(what, knownVariables, knownVariables.ofJob() ? position.within() : position);
          case "removeVariable" -> removed(RouteYaml.text(what, "name").orElse(""), knownVariables);
          default ->
              IN_SEQUENCE.contains(kind)
                  ? steps(RouteYaml.steps(what), knownVariables, position)
                  : copy(what, knownVariables, position);
        };
    return after.with(stepVariables.set(kind, what));
  }

  private static KnownVariables removed(String name, KnownVariables knownVariables) {
    return knownVariables.without(name::equals);
  }

  /** Steps that may not run, or that run with a copy. */
  private KnownVariables copy(
      @Nullable Object what, KnownVariables knownVariables, Position position) {
    var steps = RouteYaml.steps(what);
    var after =
        steps.isEmpty()
            ? knownVariables
            : knownVariables.meet(steps(steps, knownVariables, position));
    return RouteYaml.at(what, "aggregationStrategy") == null
        ? after
        : after.without(parsedRoutes.everSet(what, stepVariables)::contains);
  }

  private KnownVariables called(
      @Nullable Object what, KnownVariables knownVariables, Position position) {
    return RouteYaml.endpoint(what).filter(uri -> uri.startsWith("direct:")).stream()
        .flatMap(uri -> parsedRoutes.at(uri).stream())
        .map(parsedRoute -> through(position.to(parsedRoute), knownVariables))
        .reduce(KnownVariables::meet)
        .orElse(knownVariables);
  }

  private KnownVariables tapped(
      @Nullable Object what, KnownVariables knownVariables, Position position) {
    boolean bare = RouteYaml.text(what, "copy").orElse("").equals("false");
    called(what, bare ? KnownVariables.of(Set.of()) : knownVariables, position);
    return knownVariables;
  }

  private KnownVariables chosen(
      @Nullable Object what, KnownVariables knownVariables, Position position) {
    var otherwise = RouteYaml.at(what, "otherwise");
    var end =
        otherwise == null
            ? knownVariables
            : steps(RouteYaml.steps(otherwise), knownVariables, position);
    for (var when : RouteYaml.groups(RouteYaml.at(what, "when")).toList()) {
      read(stepVariables.read("", when), knownVariables, position);
      end = end.meet(steps(RouteYaml.steps(when), knownVariables, position));
    }
    return end;
  }

  private KnownVariables tried(
      @Nullable Object what, KnownVariables knownVariables, Position position) {
    var end = steps(RouteYaml.steps(what), knownVariables, position);
    for (var caught : RouteYaml.groups(RouteYaml.at(what, "doCatch")).toList()) {
      read(stepVariables.read("", caught), knownVariables, position);
      end = end.meet(steps(RouteYaml.steps(caught), knownVariables, position));
    }
    var last = steps(RouteYaml.steps(RouteYaml.at(what, "doFinally")), knownVariables, position);
    return end.with(last.set());
  }

  // The violations found so far.

  private void read(Set<String> names, KnownVariables knownVariables, Position position) {
    for (var name : names) {
      if (!knownVariables.has(name)) {
        unset.add(
            sentence(
                    position,
                    "reads the variable %s, which is not set on the path %s. Set it on every path"
                        + " before it is read.")
                .formatted(name, String.join(" > ", position.path())));
      }
    }
  }

  private void copied(
      String kind, @Nullable Object what, KnownVariables knownVariables, Position position) {
    boolean queued =
        RouteYaml.endpoint(what).filter(uri -> uri.matches("(seda|vm|disruptor):.*")).isPresent();
    boolean sent = queued || kind.equals("wireTap");
    if (knownVariables.ofJob()
        && (COPIES.contains(kind) || queued)
        && !(sent && isHarmless(what))) {
      copied.add(
          sentence(
                  position,
                  "copies an exchange that works on a job, by %s. Start other work on an exchange"
                      + " of its own.")
              .formatted(queued ? RouteYaml.endpoint(what).orElse(kind) : kind));
    }
    if (knownVariables.ofJob() && kind.equals("split") && isParallel(what)) {
      copied.add(
          sentence(
              position,
              "splits an exchange that works on a job in parallel. Let the split be"
                  + " sequential."));
    }
  }

  /** A copy that only reaches the operator's own routes does not change the job. */
  private boolean isHarmless(@Nullable Object sender) {
    var led = parsedRoutes.ledTo(RouteYaml.endpoint(sender).orElse(""));
    return !led.isEmpty() && led.stream().noneMatch(RouteWalk::isOfJobs);
  }

  private static boolean isOfJobs(ParsedRoute parsedRoute) {
    return RouteContract.STARTED_BY_JAVA.containsKey(parsedRoute.id())
        || parsedRoute.file().matches("routes/(jobs|upstreams|events)/.*");
  }

  private static boolean isParallel(@Nullable Object split) {
    return RouteYaml.text(split, "parallelProcessing").orElse("false").equals("true")
        || RouteYaml.at(split, "executorService") != null;
  }

  private void set(
      String kind, @Nullable Object what, KnownVariables knownVariables, Position position) {
    if (position.ofPart()
        && !knownVariables.over()
        && KnownVariables.areOfJob(stepVariables.set(kind, what))) {
      copied.add(
          sentence(
              position,
              "sets a job in a part of an exchange that works on a job. Give each job an"
                  + " exchange of its own."));
    }
  }

  private static String sentence(Position position, String sentence) {
    return "%s: the route %s %s"
        .formatted(position.parsedRoute().file(), position.parsedRoute().id(), sentence);
  }
}
