package dev.reelway.order;

import java.time.Clock;
import java.util.AbstractMap.SimpleEntry;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Orders as the tests write them: {@code model=sora_video2-hd size=1280x720}. */
final class Asking {

  static final List<String> NAMES =
      List.of(
          "sora_image",
          "sora_video",
          "sora_video2",
          "sora-2",
          "sora-2-pro",
          "house-model",
          "house-image",
          "gpt-image-1",
          "gpt-image-2");

  static final Models MODELS = new Models(NAMES, Map.of(), Clock.systemUTC());

  private static final Orders ORDERS = new Orders(MODELS);

  private Asking() {}

  /** The parameters as text, with a prompt. */
  static Parameters parameters(String pairs) {
    var fields =
        Arrays.stream(pairs.split(" "))
            .filter(pair -> !pair.isEmpty())
            .map(pair -> pair.split("=", 2))
            .map(pair -> (Map.Entry<String, String>) new SimpleEntry<>(pair[0], pair[1]))
            .collect(Collectors.toList());
    fields.add(new SimpleEntry<>("prompt", "a cat on a roof"));
    return Parameters.of(fields);
  }

  static VideoOrder order(String pairs) {
    return ORDERS.video(parameters(pairs));
  }

  static ImageOrder image(String pairs) {
    return ORDERS.image(parameters(pairs));
  }

  static VideoOrder remix(String pairs, VideoOrder source) {
    return ORDERS.remix(parameters(pairs), "video_1", source);
  }

  static OrderRefused refusal(ThrowingCallable order) {
    return Assertions.catchThrowableOfType(OrderRefused.class, order);
  }
}
