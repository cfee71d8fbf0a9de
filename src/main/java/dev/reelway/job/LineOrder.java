package dev.reelway.job;

import dev.reelway.order.Order;

/** An order in a line of a dropped file, and how it is to be handled. */
public record LineOrder(BatchLine line, Order order, DeliveryOptions deliveryOptions) {}
