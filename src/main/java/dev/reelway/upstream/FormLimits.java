package dev.reelway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.order.Capabilities;
import dev.reelway.setup.SettingsChecks;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a model's requests cannot hold: a template has no place for values without a slot, and a
 * field map leaves out those that are {@code false}. An order with such a value would be rendered,
 * and paid, without it; so would one for several videos, or for a length or size of its own.
 */
final class FormLimits {

  private static final String FIRST = "first_frame";
  private static final String LAST = "last_frame";
  private static final String REFERENCES = "reference_images";
  private static final List<String> IMAGES = List.of(FIRST, LAST, REFERENCES, "image", "images");
  private static final List<String> SHAPE =
      List.of("size", "width", "height", "orientation", "aspect_ratio", "resolution");

  private final boolean hasTemplate;
  private final Set<String> named = new TreeSet<>();
  private final Set<String> off;

  /**
   * @param form the {@code fields} and the {@code template} of a model, or nothing
   */
  FormLimits(JsonNode form) {
    var fields = form.path("fields").properties();
    hasTemplate = form.has("template");
    off =
        fields.stream()
            .filter(one -> FieldMap.isOff(one.getValue()))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    fields.forEach(one -> named.addAll(names(one.getKey(), one.getValue())));
    named.addAll(Slots.names(form.path("template")));
  }

  /** The values that an entry of a field map sends. */
  private static Set<String> names(String name, JsonNode entry) {
    if (FieldMap.isOff(entry)) {
      return Set.of();
    }
    return entry.has("value") ? Slots.names(entry.path("value")) : Set.of(name);
  }

  /** The capabilities without what the requests cannot hold. */
  CapabilitySettings applied(CapabilitySettings can) {
    var parameters =
        Objects.requireNonNullElse(can.parameters(), Set.<String>of()).stream()
            .filter(this::takes)
            .collect(Collectors.toSet());
    var most = mostImages(parameters);
    var own = can.references();
    var taken =
        can.taking(
                parameters,
                most == null || own != null && own < most ? own : most,
                sends("reference_videos") ? can.referenceVideos() : Integer.valueOf(0),
                sends("reference_audios") ? can.referenceAudios() : Integer.valueOf(0))
            .making(
                sends("n") || can.outputs() == null ? can.outputs() : Integer.valueOf(1),
                sends("watermark") ? can.watermark() : Boolean.FALSE);
    return named.contains("images") ? taken.withoutFrames() : taken;
  }

  /**
   * Refuses what a target says of itself, and its requests cannot hold.
   *
   * @param usual what it does not say
   * @param key the full key of {@code can}
   */
  void check(CapabilitySettings can, CapabilitySettings usual, String key) {
    var parameters = Objects.requireNonNullElse(can.parameters(), Set.<String>of());
    for (var name : new TreeSet<>(parameters)) {
      SettingsChecks.check(
          takes(name), key + ".parameters", "names %s, which %s.".formatted(name, lack()));
    }
    var effective = can.or(usual).parameters();
    var most = mostImages(effective == null ? Set.of() : effective);
    var own = can.references();
    SettingsChecks.check(
        most == null || own == null || own <= most,
        key + ".references",
        "must be at most %d, as it is for images that %s.".formatted(most, lack()));
    media(can.referenceVideos(), "reference_videos", key + ".reference-videos");
    media(can.referenceAudios(), "reference_audios", key + ".reference-audios");
    SettingsChecks.check(
        can.outputs() == null || can.outputs() == 1 || sends("n"),
        key + ".outputs",
        "must be 1, as %s n.".formatted(lack()));
    SettingsChecks.check(
        !Boolean.TRUE.equals(can.watermark()) || sends("watermark"),
        key + ".watermark",
        "must be false, as %s watermark.".formatted(lack()));
    shape(can.or(usual).capabilities(false, false), key);
  }

  /**
   * A video of another length or size is the fixed one all the same; images have their own size.
   */
  private void shape(Capabilities can, String key) {
    SettingsChecks.check(
        can.seconds().size() == 1 || sends("seconds"),
        key + ".seconds",
        "must be one length, as %s seconds.".formatted(lack()));
    SettingsChecks.check(
        can.sizes().size() == 1
            || Stream.concat(SHAPE.stream(), IMAGES.stream()).anyMatch(this::sends),
        key + ".sizes",
        "must be one size, as %s a size or an image.".formatted(lack()));
  }

  private void media(@Nullable Integer most, String name, String key) {
    SettingsChecks.check(
        most == null || most == 0 || sends(name),
        key,
        "must be 0, as it is for %s, which %s.".formatted(name, lack()));
  }

  private String lack() {
    return hasTemplate ? "the template has no slot for" : "fields leaves out";
  }

  private boolean takes(String parameter) {
    return switch (parameter) {
      case LAST -> sends(LAST) || named.contains("images");
      case REFERENCES -> sends(REFERENCES) || named.contains("image") || named.contains("images");
      default -> sends(parameter);
    };
  }

  /** Whether a value is sent. What a field map does not name, is sent as the dialect does. */
  private boolean sends(String name) {
    return named.contains(name) || !hasTemplate && !off.contains(name);
  }

  /** The most images of an order, or null if the form sets no limit. */
  private @Nullable Integer mostImages(Set<String> parameters) {
    boolean isOpen = !hasTemplate && IMAGES.stream().noneMatch(off::contains);
    boolean isList = parameters.contains(REFERENCES) && sends(REFERENCES);
    if (isOpen || isList || named.contains("images")) {
      return null;
    }
    return (sends(FIRST) || named.contains("image") ? 1 : 0) + (sends(LAST) ? 1 : 0);
  }
}
