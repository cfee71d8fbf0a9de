package dev.reelway;

import dev.reelway.api.AdminSettings;
import dev.reelway.api.ApiSettings;
import dev.reelway.event.EventSettings;
import dev.reelway.intake.IntakeSettings;
import dev.reelway.job.JobSettings;
import dev.reelway.job.ModerationSettings;
import dev.reelway.licence.LicenceSettings;
import dev.reelway.media.ReferenceSettings;
import dev.reelway.oidc.OidcSettings;
import dev.reelway.order.DeprecationSettings;
import dev.reelway.sandbox.SandboxSettings;
import dev.reelway.setup.SettingsChecks;
import dev.reelway.upstream.CapabilitySettings;
import dev.reelway.upstream.ChoiceSettings;
import dev.reelway.upstream.TargetSettings;
import dev.reelway.upstream.UpstreamSettings;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The whole {@code reelway:} tree. Its defaults stand in {@code application.yaml}, which says what
 * each key does; unknown keys are refused.
 *
 * @param home the folder of everything that is kept on disk
 * @param oidc the issuers whose tokens are licences, by name
 * @param choice which of a model's targets an order goes to first, by model
 * @param currency the ISO 4217 code of the currency of all prices
 * @param rates what one unit of other currencies is worth in it
 * @param sink the name of the sink that videos are stored in, one of those under {@code sinks}
 * @param sinks the sinks' own settings, which their route files read
 * @param largestVideo in bytes; a larger video is not accepted
 * @param lowWater in bytes; while less is free on the sink's disk, deliveries wait
 * @param mark whether delivered files get the mark that they are AI generated
 * @param traces the collector that traces are sent to, or null for none
 * @param secret what links are signed with and keys of licences are hashed with, or null
 * @param adminKey what opens the calls under {@code /admin}, or null for none
 */
@ConfigurationProperties(prefix = "reelway", ignoreUnknownFields = false)
public record Settings(
    Path home,
    ApiSettings api,
    @DefaultValue Map<String, LicenceSettings> licences,
    @DefaultValue Map<String, OidcSettings> oidc,
    Map<String, UpstreamSettings> upstreams,
    Map<String, CapabilitySettings> dialects,
    Map<String, List<TargetSettings>> models,
    @DefaultValue Map<String, ChoiceSettings> choice,
    @DefaultValue Map<String, DeprecationSettings> deprecations,
    String currency,
    @DefaultValue Map<String, BigDecimal> rates,
    String sink,
    Map<String, Map<String, String>> sinks,
    DataSize largestVideo,
    DataSize lowWater,
    boolean mark,
    ReferenceSettings references,
    IntakeSettings intake,
    JobSettings jobs,
    ModerationSettings moderation,
    EventSettings events,
    SandboxSettings sandbox,
    @Nullable String publicUrl,
    @Nullable String traces,
    @Nullable String secret,
    @Nullable String adminKey,
    AdminSettings admin) {

  /** The sinks in use, each with the key that names it. */
  Map<String, String> sinksInUse() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(sink, "reelway.sink");
    intake
        .inboxes()
        .forEach(
            (name, one) -> {
              var of = SettingsChecks.orNull(one.sink());
              if (of != null) {
                all.putIfAbsent(of, "reelway.intake.inboxes." + name + ".sink");
              }
            });
    return all;
  }
}
