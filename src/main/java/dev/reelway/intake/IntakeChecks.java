package dev.reelway.intake;

import static dev.reelway.setup.SettingsChecks.check;

import dev.reelway.intake.format.OrderEntry;
import dev.reelway.licence.LicenceSettings;
import dev.reelway.order.ModelSwitchedOff;
import dev.reelway.order.OrderParameters;
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

  /**
   * Refuses a licence that is neither configured nor in the ledger. One that has been revoked is
   * taken, as a restart must not fail for it: each file or message is refused instead.
   */
  void licence(String name, String key) {
    check(
        known.test(name) || licences.all().containsKey(name),
        key,
        "is %s, which is not defined under reelway.licences.".formatted(name));
  }

  /** Refuses a model that nothing renders. */
  void model(String name, String key) {
    order(OrderDefaults.of(name), key);
  }

  /**
   * Refuses defaults that a line with nothing but a prompt could not have. Those that its order
   * does not have, as it is one for a video or for images, count for other lines: of them, only the
   * values are checked.
   */
  void order(OrderDefaults defaults, String key) {
    try {
      DeliveryParameters.of(defaults.parameters(), null);
      OrderParameters.checkValuesOfOthers(defaults.parameters(), isForImages(defaults));
      new OrderDrafts(orders)
          .of(OrderEntry.of(1, null, Parameters.of("prompt", "a trial")), defaults);
    } catch (ModelSwitchedOff ignored) {
      // A restart after the model's last day must not fail for it: each line is refused instead.
    } catch (OrderRefused refused) {
      throw new ConfigurationRefused(key, "cannot be ordered: " + refused.sentence() + ".");
    }
  }

  private boolean isForImages(OrderDefaults defaults) {
    return orders.isForImages(null, defaults.parameters());
  }
}
