package dev.reelway.job;

/** Runs routes on exchanges of their own: each carries one thing, and ends with it. */
@FunctionalInterface
public interface RouteStarter {

  /**
   * Runs a route to its end, on this thread. What the route throws past its policy is logged and
   * goes no further.
   *
   * @param route the id of a route that begins at {@code direct:<id>}
   * @param variable the name of the variable that the route finds it under, in the body too
   */
  void run(String route, String variable, Object carried);
}
