package dev.reelway.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What callers saw in one measurement.
 *
 * @param rate calls a second
 * @param p50 milliseconds
 * @param p99 milliseconds
 * @param failed calls without a 2xx or 3xx
 */
record Load(double rate, double p50, double p99, long failed) {

  private static final int CONNECTIONS = 64;
  private static final Pattern RESULT =
      Pattern.compile("(?m)^load (\\d+) (\\d+) (\\d+) (\\d+) (\\d+)$");

  /** 64 callers, each of whom calls again as soon as it is answered. */
  static Load closed(Call call, int seconds) throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of(
                "wrk",
                "-t1",
                "-c" + CONNECTIONS,
                "-d" + seconds + "s",
                "--timeout",
                "30s",
                "-s",
                Place.BENCH.resolve("load.lua").toString(),
                call.uri().toString(),
                "--",
                call.method(),
                call.body()));
    call.headers().forEach((name, value) -> command.add(name + ":" + value));
    var result = RESULT.matcher(Program.run(command));
    if (!result.find()) {
      throw new IOException("wrk printed no result");
    }
    double failed = Double.parseDouble(result.group(5));
    return new Load(
        1e6 * Long.parseLong(result.group(1)) / Long.parseLong(result.group(2)),
        Long.parseLong(result.group(3)) / 1e3,
        Long.parseLong(result.group(4)) / 1e3,
        (long) failed);
  }
}
