package dev.reelway.upstream;

import dev.reelway.order.OrderParameter;
import dev.reelway.order.OrderParameters;
import dev.reelway.order.Orders;
import dev.reelway.order.Size;
import dev.reelway.order.SupportedLengths;
import dev.reelway.setup.SettingsChecks;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Refuses capabilities that cannot be, by their key. */
final class CapabilityChecks {

  private static final String SECONDS =
      "must be whole numbers greater than zero, or a range like 4..15.";

  private CapabilityChecks() {}

  static void check(CapabilitySettings can, String key) {
    all(
        can.seconds(),
        one -> SupportedLengths.read(one).findAny().isPresent(),
        key + ".seconds",
        SECONDS);
    all(
        can.sizes(),
        one -> Size.read(one).isPresent(),
        key + ".sizes",
        "must be sizes in pixels, like 1280x720.");
    all(
        can.ratios(),
        one -> !Size.of(List.of(one), List.of("720p")).isEmpty(),
        key + ".ratios",
        "must be aspect ratios, like 16:9.");
    all(
        can.resolutions(),
        one -> !Size.of(List.of("16:9"), List.of(one)).isEmpty(),
        key + ".resolutions",
        "must be resolutions, like 720p or 4k.");
    counts(can, key);
    SettingsChecks.check(
        can.pollEvery() == null || !can.pollEvery().isNegative(),
        key + ".poll-every",
        "must not be negative.");
    if (can.models() != null) {
      can.models().forEach((name, one) -> check(one, key + ".models." + name));
    }
    var known = OrderParameters.names(OrderParameter::isConfigured);
    SettingsChecks.check(
        can.parameters() == null || known.containsAll(can.parameters()),
        key + ".parameters",
        "must be some of: %s.".formatted(String.join(", ", known)));
  }

  /** Refuses ratios without resolutions, in what a target and its dialect say together. */
  static void checkTogether(CapabilitySettings can, String key) {
    SettingsChecks.check(
        (can.ratios() == null) == (can.resolutions() == null),
        key,
        "has ratios or resolutions alone: its dialect or its can must set both.");
  }

  private static void counts(CapabilitySettings can, String key) {
    SettingsChecks.check(
        can.references() == null || can.references() >= 0,
        key + ".references",
        "must be zero or greater.");
    media(can.referenceVideos(), key + ".reference-videos");
    media(can.referenceAudios(), key + ".reference-audios");
    SettingsChecks.check(
        can.outputs() == null || can.outputs() >= 1 && can.outputs() <= 10,
        key + ".outputs",
        "must be a whole number from 1 to 10.");
  }

  private static void media(@Nullable Integer most, String key) {
    SettingsChecks.check(
        most == null || most >= 0 && most <= Orders.MAX_MEDIA,
        key,
        "must be a whole number from 0 to %d.".formatted(Orders.MAX_MEDIA));
  }

  private static void all(
      @Nullable List<String> values, Predicate<String> isOne, String key, String must) {
    SettingsChecks.check(values == null || values.stream().allMatch(isOne), key, must);
  }
}
