package dev.reelway.order;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** By which of its parameters a remix is asked to differ from its source. */
final class RemixChanges {

  private RemixChanges() {}

  /**
   * The parameters that the request of a remix names and whose values are not those of the source.
   * Engines that make a remix by editing its source can follow none of them.
   */
  static List<String> of(Parameters given, VideoOrder remix, VideoOrder source) {
    var shape = remix.size().equals(source.size()) ? Stream.<String>empty() : Orders.SHAPE.stream();
    var options =
        remix.options().entrySet().stream()
            .filter(one -> !Orders.SHAPE.contains(one.getKey()))
            .filter(one -> !Objects.equals(one.getValue(), source.options().get(one.getKey())))
            .filter(one -> !OrderParameter.named(one.getKey()).orElseThrow().isPreference())
            .map(one -> one.getKey());
    return Stream.of(
            differs("seconds", remix.seconds() != source.seconds()),
            shape,
            differs("hd", remix.hd() != source.hd()),
            differs("watermark", remix.watermark() != source.watermark()),
            options)
        .flatMap(one -> one)
        .filter(given::has)
        .toList();
  }

  private static Stream<String> differs(String parameter, boolean differs) {
    return differs ? Stream.of(parameter) : Stream.empty();
  }
}
