package dev.reelway.job;

/** Runs routes on exchanges of their own, one for each job or other item. */
@FunctionalInterface
public interface RouteStarter {

  /**
   * Runs a route to its end, on this thread. An exception that its policy does not handle is logged
   * and not thrown.
   *
   * @param route the id of a route that begins at {@code direct:<id>}
   * @param variable the name of the variable that holds the item; it is the body too
   */
  void run(String route, String variable, Object carried);
}
