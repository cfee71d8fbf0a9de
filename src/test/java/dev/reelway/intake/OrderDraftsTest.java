package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reelway.SettableClock;
import dev.reelway.intake.format.OrderEntry;
import dev.reelway.order.Models;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Orders;
import dev.reelway.order.Parameters;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an order gets that says less than all. */
class OrderDraftsTest {

  private static final Set<String> MODELS =
      Set.of("tiny", "still-image", "sora_video2", "sora_image");

  private static final OrderDefaults VIDEOS = OrderDefaults.of("tiny");

  private final OrderDrafts orderDrafts =
      new OrderDrafts(new Orders(new Models(MODELS, Map.of(), new SettableClock())));

  /** The model of its inbox is one for videos or for images, and a url says which are wanted. */
  @ParameterizedTest
  @CsvSource({
    "tiny, , , tiny",
    "still-image, , , still-image",
    "tiny, /v1/videos, , tiny",
    "tiny, /v1/images/generations, , sora_image",
    "still-image, /v1/images/generations, , still-image",
    "still-image, /v1/videos, , sora_video2",
    "tiny, /v1/images/generations, still-image, still-image",
    "still-image, /v1/videos, tiny, tiny",
  })
  void anOrderWithoutAModelGetsThatOfItsInboxIfItsUrlIsOfThatKind(
      String usual, @Nullable String url, @Nullable String own, String model) {
    var prompt = Parameters.of("prompt", "a fox");
    var given = own == null ? prompt : prompt.merge(Parameters.of("model", own));
    var orderEntry = new OrderEntry(1, null, url, given, null);

    var orderDraft = orderDrafts.of(orderEntry, OrderDefaults.of(usual));

    assertThat(orderDraft.order().base()).isEqualTo(model);
  }

  @ParameterizedTest
  @CsvSource({
    "response_format, b64_json",
    "responseFormat, b64_json",
    "response_format, nonsense",
    "partial_images, 2",
    "partial_images, some",
    "stream, true",
  })
  void whatAResultCannotHaveIsRefused(String name, String value) {
    var refused =
        catchThrowableOfType(OrderRefused.class, () -> orderDrafts.of(image(name, value), VIDEOS));

    assertThat(refused.param()).isEqualTo(name);
    assertThat(refused.sentence()).startsWith(name + " must be ");
  }

  @ParameterizedTest
  @CsvSource({"response_format, url", "partial_images, 0", "stream, false"})
  void whatEveryResultHasMayBeSaid(String name, String value) {
    assertThat(orderDrafts.of(image(name, value), VIDEOS).order().base()).isEqualTo("sora_image");
  }

  private static OrderEntry image(String name, String value) {
    var given = Parameters.of("prompt", "a fox").merge(Parameters.of("model", "sora_image"));
    return OrderEntry.of(1, null, given.merge(Parameters.of(name, value)));
  }
}
