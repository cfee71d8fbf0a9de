package dev.reelway.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** One of those that answer the same kind of call, and what its callers saw. */
record Subject(String name, Call call) {

  /** What was measured, by subject, a load for each round. */
  record Results(Map<String, List<Load>> loads) {

    Samples of(String name, ToDoubleFunction<Load> figure) {
      return new Samples(loads.get(name).stream().map(figure::applyAsDouble).toList());
    }

    Samples rate(String name) {
      return of(name, Load::rate);
    }
  }

  /** Warms all up, then measures them in turn, round by round. */
  static Results inTurn(Place place, List<Subject> subjects)
      throws IOException, InterruptedException {
    for (var subject : subjects) {
      Load.closed(subject.call, place.options.warmUp());
    }
    var loads = new LinkedHashMap<String, List<Load>>();
    for (int round = 0; round < place.options.rounds(); round++) {
      for (var subject : subjects) {
        loads.computeIfAbsent(subject.name, name -> new ArrayList<>()).add(subject.measure(place));
      }
    }
    return new Results(loads);
  }

  Load measure(Place place) throws IOException, InterruptedException {
    var load = Load.closed(call, place.options.seconds());
    System.err.printf(
        "  %s: %.0f/s, p50 %.2f ms, p99 %.2f ms, failed %d%n",
        name, load.rate(), load.p50(), load.p99(), load.failed());
    return load;
  }
}
