package dev.reelway.intake;

import static dev.reelway.setup.SettingsChecks.check;

import dev.reelway.licence.LicenceSettings;
import dev.reelway.order.ModelSwitchedOff;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Orders;
import dev.reelway.order.Parameters;
import dev.reelway.setup.ConfigurationRefused;
import java.util.function.Predicate;

/**
 * Checks whose licence orders belong to, and that they can be placed.
 *
 * @param licences all that are configured
 * @param known whether the ledger has a licence of a name
 */
record IntakeChecks(LicenceSettings.ByName licences, Predicate<String> known, Orders orders) {

  /** Refuses a licence that is not configured. */
  void licence(String name, String key) {
    check(
        licences.all().containsKey(name),
        key,
        "is %s, which is not defined under reelway.licences.".formatted(name));
  }

  /**
   * Refuses a licence of an inbox that is neither configured nor in the ledger. One that has been
   * revoked is taken, as a restart must not fail for it: each file is refused instead.
   */
  void licenceOfInbox(String name, String key) {
    if (!known.test(name)) {
      licence(name, key);
    }
  }

  /** Refuses a model that nothing renders. */
  void model(String name, String key) {
    order(Parameters.of("model", name), key);
  }

  /** Refuses parameters that no order could have. */
  void order(Parameters parameters, String key) {
    try {
      DeliveryParameters.of(parameters, null);
      orders.video(
          DeliveryParameters.without(parameters).merge(Parameters.of("prompt", "a trial")));
    } catch (ModelSwitchedOff ignored) {
      // A restart after the model's last day must not fail for it: each line is refused instead.
    } catch (OrderRefused refused) {
      throw new ConfigurationRefused(key, "cannot be ordered: " + refused.sentence() + ".");
    }
  }
}
