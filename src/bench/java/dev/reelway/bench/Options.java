package dev.reelway.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What the command line asks for.
 *
 * @param rounds how often each row is measured
 * @param seconds length of a measurement under load
 * @param warmUp seconds of load before the first measurement
 * @param scale share of the jobs and streams that a row should have; other than 1 for trials only
 * @param rows names of the rows; all if empty
 */
record Options(int rounds, int seconds, int warmUp, double scale, List<String> rows) {

  /** Throws {@link IllegalArgumentException} for an unknown option or a number that is none. */
  static Options parse(String[] arguments) {
    int rounds = 3;
    int seconds = 10;
    int warmUp = 20;
    double scale = 1;
    var rows = new ArrayList<String>();
    for (var argument : arguments) {
      var pair = argument.split("=", 2);
      switch (pair[0]) {
        case "--rounds" -> rounds = Integer.parseInt(pair[1]);
        case "--seconds" -> seconds = Integer.parseInt(pair[1]);
        case "--warm-up" -> warmUp = Integer.parseInt(pair[1]);
        case "--scale" -> scale = Double.parseDouble(pair[1]);
        default -> rows.add(row(argument));
      }
    }
    return new Options(rounds, seconds, warmUp, scale, List.copyOf(rows));
  }

  int scaled(int count) {
    return (int) Math.max(1, Math.round(count * scale));
  }

  /** How often work of a second or two is done before it is measured. */
  int warmUpRounds() {
    return warmUp / 2;
  }

  private static String row(String argument) {
    if (argument.startsWith("-")) {
      throw new IllegalArgumentException("Unknown option: " + argument);
    }
    return argument;
  }
}
