package dev.reelway.upstream;

import static dev.reelway.setup.SettingsChecks.check;

import dev.reelway.upstream.ChoiceSettings.By;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes the choices between targets out of settings; wrong ones are refused by their key. */
final class ChoiceFactory {

  private static final int LARGEST_SHARE = 1_000;

  private ChoiceFactory() {}

  static Map<String, Choice> choices(RenderSettings settings) {
    Map<String, Choice> all = new HashMap<>();
    settings
        .choice()
        .forEach(
            (model, one) -> {
              var key = "reelway.choice." + model;
              check(settings.models().containsKey(model), key, "must be named like a model.");
              all.put(model, choice(one, settings.models().getOrDefault(model, List.of()), key));
            });
    settings.models().forEach((model, some) -> noShares(model, some, all));
    return all;
  }

  private static Choice choice(ChoiceSettings one, List<TargetSettings> targets, String key) {
    var by = Objects.requireNonNullElse(one.by(), By.LIST);
    var most = one.atMost();
    check(most == null || most.signum() > 0, key + ".at-most", "must be greater than zero.");
    return new Choice(by, most, by == By.SHARE ? shares(targets, key) : Map.of());
  }

  private static Map<UpstreamModel, Integer> shares(List<TargetSettings> targets, String key) {
    Map<UpstreamModel, Integer> shares = new HashMap<>();
    for (var one : targets) {
      var share = one.share();
      check(
          share != null && share >= 0 && share <= LARGEST_SHARE,
          key,
          "requires a share from 0 to %d of each target.".formatted(LARGEST_SHARE));
      shares.merge(
          new UpstreamModel(String.valueOf(one.upstream()), String.valueOf(one.model())),
          Objects.requireNonNull(share),
          Integer::sum);
    }
    check(
        shares.values().stream().anyMatch(share -> share > 0),
        key,
        "requires a share greater than zero.");
    return shares;
  }

  private static void noShares(
      String model, List<TargetSettings> targets, Map<String, Choice> choices) {
    boolean byShare = choices.getOrDefault(model, Choice.LISTED).by() == By.SHARE;
    check(
        byShare || targets.stream().allMatch(one -> one.share() == null),
        "reelway.models." + model,
        "has shares, which count only with reelway.choice.%s.by: share.".formatted(model));
  }
}
