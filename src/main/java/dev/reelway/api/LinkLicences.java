package dev.reelway.api;

import dev.reelway.licence.Licences;
import dev.reelway.node.Nodes;
import java.util.function.Predicate;

/** The licences whose signed links open something: those that are in force. */
final class LinkLicences {

  private final Predicate<String> isInForce;
  private final Predicate<String> mayBeElsewhere;

  /**
   * @param isInForce whether the licence of a name is in force
   * @param mayBeElsewhere whether only another node may know the licence of a name
   */
  LinkLicences(Predicate<String> isInForce, Predicate<String> mayBeElsewhere) {
    this.isInForce = isInForce;
    this.mayBeElsewhere = mayBeElsewhere;
  }

  /** While a new configuration is rolled out, another node may declare what this one does not. */
  static LinkLicences of(Licences licences, Nodes nodes) {
    return new LinkLicences(
        licences::isInForce, name -> !licences.isKnown(name) && nodes.count() > 1);
  }

  boolean isInForce(String name) {
    return isInForce.test(name);
  }

  /**
   * Requires that links of a licence open something.
   *
   * @throws RequestRefused with 403 if it is not in force; with 503, so that the call is made
   *     again, if another node may know it
   */
  void requireInForce(String name) {
    if (!isInForce(name)) {
      requireHere(name);
      throw RequestRefused.licenceEnded();
    }
  }

  /**
   * Requires that this node knows whether a licence is in force.
   *
   * @throws RequestRefused with 503 if only another node may
   */
  void requireHere(String name) {
    if (!isInForce(name) && mayBeElsewhere.test(name)) {
      throw RequestRefused.licenceElsewhere();
    }
  }
}
