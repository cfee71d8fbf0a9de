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
 * Follows every path through the routes, from whatever starts an exchange, and tells where a step
 * reads a variable that is not set on the way there, or copies an exchange that works on a job.
 *
 * <p>What each step leaves behind: a called route leaves what it surely sets; a choice what all its
 * ways set; a filter and a loop nothing, as they may not run. A split leaves nothing either, as
 * there may be no part; and what one part sets, Camel 4.17 brings out of it where the split has an
 * aggregation strategy, so that such a variable holds nothing certain after it, also where it was
 * set before.
 */
final class Walk {

  private static final Set<String> COPIES = Set.of("multicast", "recipientList", "wireTap");
  private static final Set<String> IN_SEQUENCE =
      Set.of("pipeline", "step", "saga", "transacted", "policy");
  private static final Set<String> ENDS = Set.of("stop", "throwException", "rollback");

  private final Routes routes;
  private final Variables variables;
  private final Set<String> unset = new LinkedHashSet<>();
  private final Set<String> copied = new LinkedHashSet<>();
  private final Map<Visit, Known> ends = new HashMap<>();
  private final Set<Visit> open = new HashSet<>();

  private record Visit(String route, Known known, boolean ofPart) {}

  /**
   * Where a walk is.
   *
   * @param path the routes that led there, that itself the last
   * @param ofPart whether the exchange is a part of one that works on a job
   */
  private record Place(Route route, List<String> path, boolean ofPart) {

    Place to(Route next) {
      return new Place(next, Stream.concat(path.stream(), Stream.of(next.id())).toList(), ofPart);
    }

    Place within() {
      return new Place(route, path, true);
    }
  }

  Walk(Routes routes, Variables variables) {
    this.routes = routes;
    this.variables = variables;
  }

  /** Where a variable is read that is not set on a path, a sentence each. */
  Set<String> unset() {
    return unset;
  }

  /** Where an exchange that works on a job is copied, a sentence each. */
  Set<String> copied() {
    return copied;
  }

  /** Follows what begins with a route, whose exchange has these variables. */
  void from(Route route, Set<String> seed) {
    through(new Place(route, List.of(route.id()), false), Known.of(seed));
  }

  private Known through(Place place, Known known) {
    var route = place.route();
    var visit = new Visit(route.id(), known, place.ofPart());
    var end = ends.get(visit);
    if (end != null) {
      return end;
    }
    if (!open.add(visit)) {
      return Known.OVER;
    }
    var begun = known.with(variables.set("from", route.source()));
    var sure = begun.with(plainlySet(route));
    route.policies().forEach(policy -> handled(policy, sure, place));
    var after = steps(route.steps(), begun, place);
    end = route.mayEndEarly() ? sure : after;
    ends.put(visit, end);
    return end;
  }

  /** What is set before the first step that can fail. */
  private Set<String> plainlySet(Route route) {
    var all = new HashSet<String>();
    for (var step : route.steps()) {
      var kind = kind(step);
      if (!variables.isPlain(kind, RouteYaml.at(step, kind))) {
        break;
      }
      all.addAll(variables.set(kind, RouteYaml.at(step, kind)));
    }
    return all;
  }

  private void handled(Map<?, ?> policy, Known known, Place place) {
    read(variables.read("onException", policy), known, place);
    steps(RouteYaml.steps(policy), known, place);
  }

  private Known steps(List<?> steps, Known known, Place place) {
    var now = known;
    for (var step : steps) {
      var kind = kind(step);
      var what = RouteYaml.at(step, kind);
      var after = step(kind, what, now, place);
      boolean skipped = place.route().goesOnAfterErrors() && !variables.isPlain(kind, what);
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

  private Known step(String kind, @Nullable Object what, Known known, Place place) {
    read(variables.read(kind, what), known, place);
    copied(kind, what, known, place);
    set(kind, what, known, place);
    if (ENDS.contains(kind)) {
      return Known.OVER;
    }
    var after =
        switch (kind) {
          case "to", "toD" -> called(what, known, place);
          case "wireTap" -> tapped(what, known, place);
          case "choice" -> chosen(what, known, place);
          case "doTry" -> tried(what, known, place);
          case "split" -> copy(what, known, known.ofJob() ? place.within() : place);
          case "removeVariable" -> removed(RouteYaml.text(what, "name").orElse(""), known);
          default ->
              IN_SEQUENCE.contains(kind)
                  ? steps(RouteYaml.steps(what), known, place)
                  : copy(what, known, place);
        };
    return after.with(variables.set(kind, what));
  }

  private static Known removed(String name, Known known) {
    return known.without(name::equals);
  }

  /** Steps that may not be done, or are done with a copy. */
  private Known copy(@Nullable Object what, Known known, Place place) {
    var steps = RouteYaml.steps(what);
    var after = steps.isEmpty() ? known : known.meet(steps(steps, known, place));
    return RouteYaml.at(what, "aggregationStrategy") == null
        ? after
        : after.without(routes.everSet(what, variables)::contains);
  }

  private Known called(@Nullable Object what, Known known, Place place) {
    return RouteYaml.endpoint(what).filter(uri -> uri.startsWith("direct:")).stream()
        .flatMap(uri -> routes.at(uri).stream())
        .map(route -> through(place.to(route), known))
        .reduce(Known::meet)
        .orElse(known);
  }

  private Known tapped(@Nullable Object what, Known known, Place place) {
    boolean bare = RouteYaml.text(what, "copy").orElse("").equals("false");
    called(what, bare ? Known.of(Set.of()) : known, place);
    return known;
  }

  private Known chosen(@Nullable Object what, Known known, Place place) {
    var otherwise = RouteYaml.at(what, "otherwise");
    var end = otherwise == null ? known : steps(RouteYaml.steps(otherwise), known, place);
    for (var when : RouteYaml.groups(RouteYaml.at(what, "when")).toList()) {
      read(variables.read("", when), known, place);
      end = end.meet(steps(RouteYaml.steps(when), known, place));
    }
    return end;
  }

  private Known tried(@Nullable Object what, Known known, Place place) {
    var end = steps(RouteYaml.steps(what), known, place);
    for (var caught : RouteYaml.groups(RouteYaml.at(what, "doCatch")).toList()) {
      read(variables.read("", caught), known, place);
      end = end.meet(steps(RouteYaml.steps(caught), known, place));
    }
    var last = steps(RouteYaml.steps(RouteYaml.at(what, "doFinally")), known, place);
    return end.with(last.set());
  }

  // What is wrong.

  private void read(Set<String> names, Known known, Place place) {
    for (var name : names) {
      if (!known.has(name)) {
        unset.add(
            said(
                    place,
                    "reads the variable %s, which is not set on the path %s. Set it on every path"
                        + " before it is read.")
                .formatted(name, String.join(" > ", place.path())));
      }
    }
  }

  private void copied(String kind, @Nullable Object what, Known known, Place place) {
    boolean queued =
        RouteYaml.endpoint(what).filter(uri -> uri.matches("(seda|vm|disruptor):.*")).isPresent();
    boolean sent = queued || kind.equals("wireTap");
    if (known.ofJob() && (COPIES.contains(kind) || queued) && !(sent && isHarmless(what))) {
      copied.add(
          said(
                  place,
                  "copies an exchange that works on a job, by %s. Start other work on an exchange"
                      + " of its own.")
              .formatted(queued ? RouteYaml.endpoint(what).orElse(kind) : kind));
    }
    if (known.ofJob() && kind.equals("split") && isParallel(what)) {
      copied.add(
          said(
              place,
              "splits an exchange that works on a job in parallel. Let the split be"
                  + " sequential."));
    }
  }

  /** A copy that only comes to routes of the operator's own takes no job further. */
  private boolean isHarmless(@Nullable Object sender) {
    var led = routes.ledTo(RouteYaml.endpoint(sender).orElse(""));
    return !led.isEmpty() && led.stream().noneMatch(Walk::isOfJobs);
  }

  private static boolean isOfJobs(Route route) {
    return RouteContract.STARTED_BY_JAVA.containsKey(route.id())
        || route.file().matches("routes/(jobs|upstreams|events)/.*");
  }

  private static boolean isParallel(@Nullable Object split) {
    return RouteYaml.text(split, "parallelProcessing").orElse("false").equals("true")
        || RouteYaml.at(split, "executorService") != null;
  }

  private void set(String kind, @Nullable Object what, Known known, Place place) {
    if (place.ofPart() && !known.over() && Known.areOfJob(variables.set(kind, what))) {
      copied.add(
          said(
              place,
              "sets a job in a part of an exchange that works on a job. Give each job an"
                  + " exchange of its own."));
    }
  }

  private static String said(Place place, String sentence) {
    return "%s: the route %s %s".formatted(place.route().file(), place.route().id(), sentence);
  }
}
