package dev.reelway;

import dev.reelway.setup.SettingsChecks;
import dev.reelway.upstream.TargetSettings;
import dev.reelway.upstream.UpstreamSettings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Refuses field maps and templates that a dialect would not read, and templates that it misses. */
final class DialectForms {

  private static final String FIELDS = "order_fields(";
  private static final String TEMPLATE = "order_template(";

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
      check(key, target, String.valueOf(upstream.dialect()));
    }
  }

  private void check(String key, TargetSettings target, String dialect) {
    var text = texts.getOrDefault("routes/upstreams/%s.camel.yaml".formatted(dialect), "");
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
