package dev.reelway.bench;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Callers who come at their own times, however long the others wait. A call's time counts from when
 * it was due, so that a stall is seen by all who came meanwhile. A call that fails counts as one
 * that took two minutes: it would be faster than one that does its work.
 */
final class OpenLoop {

  private static final long LONGEST = 120_000_000;

  private final ConcurrentHistogram microseconds = new ConcurrentHistogram(LONGEST, 3);
  private final AtomicLong failed = new AtomicLong();
  private final Phaser open = new Phaser(1);
  private final HttpRequest request;

  private OpenLoop(HttpRequest request) {
    this.request = request;
  }

  static Load run(Call call, int rate, int seconds) {
    var loop = new OpenLoop(call.request());
    long begin = System.nanoTime();
    int calls = rate * seconds;
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (int n = 0; n < calls; n++) {
        loop.send(client, begin + n * 1_000_000_000L / rate);
      }
      loop.open.arriveAndAwaitAdvance();
    }
    double taken = (System.nanoTime() - begin) / 1e9;
    return new Load(
        calls / taken,
        loop.microseconds.getValueAtPercentile(50) / 1e3,
        loop.microseconds.getValueAtPercentile(99) / 1e3,
        loop.failed.get());
  }

  private void send(HttpClient client, long due) {
    while (System.nanoTime() < due) {
      LockSupport.parkNanos(due - System.nanoTime());
    }
    open.register();
    client
        .sendAsync(request, BodyHandlers.discarding())
        .whenComplete(
            (answer, failure) -> {
              boolean answered = failure == null && answer.statusCode() == 200;
              long taken = answered ? (System.nanoTime() - due) / 1_000 : LONGEST;
              microseconds.recordValue(Math.min(taken, LONGEST));
              failed.addAndGet(answered ? 0 : 1);
              open.arriveAndDeregister();
            });
  }
}
