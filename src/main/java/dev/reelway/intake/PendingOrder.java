package dev.reelway.intake;

import dev.reelway.job.DeliveryOptions;
import dev.reelway.library.OrderDraft;

/**
 * An order of a file or batch, checked except for its reference images, which are still to be
 * stored.
 *
 * @param line its line in the file
 * @param deliveryOptions its delivery options
 */
public record PendingOrder(int line, OrderDraft orderDraft, DeliveryOptions deliveryOptions) {}
