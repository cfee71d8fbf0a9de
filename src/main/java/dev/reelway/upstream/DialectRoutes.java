package dev.reelway.upstream;

/** Tells what the route file of a dialect can do. */
@FunctionalInterface
public interface DialectRoutes {

  /**
   * Whether the dialect's file has a route for the verb.
   *
   * @param verb such as {@code fetch}, {@code lookup} or {@code cancel}
   */
  boolean knows(String dialect, String verb);
}
