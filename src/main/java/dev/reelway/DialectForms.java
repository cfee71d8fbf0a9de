package dev.reelway;

import dev.reelway.setup.SettingsChecks;
import dev.reelway.upstream.CapabilitySettings;
import dev.reelway.upstream.TargetSettings;
import dev.reelway.upstream.UpstreamSettings;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses field maps and templates that a dialect would not read, templates that it misses, and
 * several videos or a watermark of a model whose fields say nothing of them.
 */
final class DialectForms {

  private static final String FIELDS = "order_fields(";
  private static final String TEMPLATE = "order_template(";

  /** A key of a map, or a value that a slot or an expression reads. */
  private static final String NAMED =
      "(?<![\\w.-])%1$s[:=](?!\\s*false)|\\{\\{\\s*%1$s\\s*}}|\\.%1$s\\b";

  private final Map<String, String> texts;

  /**
   * @param texts the text of each route file, with those that it refers to, by its path
   */
  DialectForms(Map<String, String> texts) {
    this.texts = texts;
  }

  void check(Map<String, List<TargetSettings>> models, Map<String, UpstreamSettings> upstreams) {
    models.forEach(
        (name, targets) ->
            targets.forEach(
                one -> check("reelway.models." + name, one, upstreams.get(one.upstream()))));
  }

  /** A target without an upstream is refused elsewhere. */
  private void check(String key, TargetSettings target, @Nullable UpstreamSettings upstream) {
    if (upstream != null) {
      var dialect = String.valueOf(upstream.dialect());
      var text = texts.getOrDefault("routes/upstreams/%s.camel.yaml".formatted(dialect), "");
      check(key, target, dialect, text);
      if (text.contains(FIELDS)) {
        var can = can(target.can()).or(can(upstream.can()));
        checkSent(can, key, dialect, text + target.fields());
      }
    }
  }

  private static CapabilitySettings can(@Nullable CapabilitySettings can) {
    return can == null ? CapabilitySettings.NONE : can;
  }

  /** What neither map names is not sent, and would be paid for, or missed. */
  private static void checkSent(CapabilitySettings can, String key, String dialect, String maps) {
    SettingsChecks.check(
        can.outputs() == null || can.outputs() == 1 || names(maps, "n"),
        key + ".can.outputs",
        "must be 1, or fields must name n: the dialect %s does not send it.".formatted(dialect));
    SettingsChecks.check(
        !Boolean.TRUE.equals(can.watermark()) || names(maps, "watermark"),
        key + ".can.watermark",
        "must be false, or fields must name watermark: the dialect %s does not send it."
            .formatted(dialect));
  }

  private static boolean names(String maps, String value) {
    return Pattern.compile(NAMED.formatted(value)).matcher(maps).find();
  }

  private static void check(String key, TargetSettings target, String dialect, String text) {
    SettingsChecks.check(
        target.fields() == null || text.contains(FIELDS),
        key + ".fields",
        "must be removed: the dialect %s takes no field map.".formatted(dialect));
    SettingsChecks.check(
        target.template() == null || text.contains(TEMPLATE),
        key + ".template",
        "must be removed: the dialect %s takes no template.".formatted(dialect));
    SettingsChecks.check(
        target.template() != null || !text.contains(TEMPLATE),
        key + ".template",
        "must name a JSON file: the dialect %s requires a template for each model."
            .formatted(dialect));
  }
}
