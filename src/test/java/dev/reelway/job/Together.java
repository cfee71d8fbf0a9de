package dev.reelway.job;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many threads that start at the same moment. */
public final class Together {

  private Together() {}

  /** Runs all the work at once and answers what came of it, or throws what one of them threw. */
  public static <T> List<T> run(List<? extends Callable<T>> work) throws Exception {
    var start = new CyclicBarrier(work.size());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<T>>();
      for (var one : work) {
        running.add(
            threads.submit(
                () -> {
                  start.await();
                  return one.call();
                }));
      }
      var answers = new ArrayList<T>();
      for (var one : running) {
        answers.add(one.get());
      }
      return answers;
    }
  }
}
