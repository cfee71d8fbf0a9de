package dev.reelway.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** One of those that answer the same kind of call. */
record Subject(String name, Call call) {

  /** What callers saw, by subject, a load for each round. */
  static final class Results {

    private final Map<String, List<Load>> loads = new LinkedHashMap<>();

    void add(String name, Load load) {
      loads.computeIfAbsent(name, one -> new ArrayList<>()).add(load);
    }

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
    warmUp(place, subjects);
    var results = new Results();
    for (int round = 0; round < place.options.rounds(); round++) {
      for (var subject : subjects) {
        results.add(subject.name, subject.measure(place));
      }
    }
    return results;
  }

  static void warmUp(Place place, List<Subject> subjects) throws IOException, InterruptedException {
    for (var subject : subjects) {
      Load.closed(subject.call, place.options.warmUp());
    }
  }

  /** A failed call is an exception: it would be faster than one that does its work. */
  Load measure(Place place) throws IOException, InterruptedException {
    var load = reported(Load.closed(call, place.options.seconds()));
    if (load.failed() > 0) {
      throw new IOException(name + ": " + load.failed() + " calls failed");
    }
    return load;
  }

  /** So many calls a second, whether they are answered or not. */
  Load measureOpen(Place place, int rate) {
    return reported(OpenLoop.run(call, rate, place.options.seconds()));
  }

  private Load reported(Load load) {
    System.err.printf(
        "  %s: %.0f/s, p50 %.2f ms, p99 %.2f ms, failed %d%n",
        name, load.rate(), load.p50(), load.p99(), load.failed());
    return load;
  }
}
