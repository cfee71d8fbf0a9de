package dev.reelway;

import dev.reelway.api.AdminKey;
import dev.reelway.api.AdminSettings;
import dev.reelway.api.ApiSettings;
import dev.reelway.cost.Money;
import dev.reelway.event.EventSettings;
import dev.reelway.intake.IntakeSettings;
import dev.reelway.job.JobSettings;
import dev.reelway.job.ModerationSettings;
import dev.reelway.licence.LicenceSettings;
import dev.reelway.licence.Licences;
import dev.reelway.media.LargestVideo;
import dev.reelway.media.ReferenceSettings;
import dev.reelway.oidc.OidcSettings;
import dev.reelway.order.DeprecationSettings;
import dev.reelway.sandbox.SandboxSettings;
import dev.reelway.setup.HomeFolder;
import dev.reelway.setup.PublicUrl;
import dev.reelway.setup.ServiceSecret;
import dev.reelway.setup.SettingsChecks;
import dev.reelway.sink.SinkSettings;
import dev.reelway.trace.TraceSettings;
import dev.reelway.upstream.RenderSettings;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Reads the tree of settings, and gives each package its part of it. Each package checks its part.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(Settings.class)
class SettingsConfiguration {

  private final Settings settings;

  SettingsConfiguration(Settings settings) {
    this.settings = settings;
  }

  @Bean
  HomeFolder homeFolder() {
    return new HomeFolder(settings.home());
  }

  @Bean
  PublicUrl publicUrl() {
    return PublicUrl.of(settings.publicUrl());
  }

  @Bean
  TraceSettings traceSettings() {
    return TraceSettings.of(settings.traces());
  }

  @Bean
  ServiceSecret serviceSecret() {
    return ServiceSecret.of(settings.secret());
  }

  @Bean
  AdminKey adminKey(Licences licences) {
    return AdminKey.of(settings.adminKey(), licences::isKey);
  }

  @Bean
  AdminSettings adminSettings() {
    return settings.admin();
  }

  @Bean
  LicenceSettings.ByName licenceSettings() {
    SettingsChecks.check(
        !settings.licences().isEmpty() || canAddLicences(),
        "reelway.licences",
        "must contain at least one licence besides demo: false, like studio: {key: …, scopes:"
            + " [videos]}, unless reelway.admin-key or reelway.oidc is set.");
    return new LicenceSettings.ByName(settings.licences());
  }

  /** Whether there can be licences that the configuration does not declare. */
  private boolean canAddLicences() {
    return SettingsChecks.orNull(settings.adminKey()) != null || !settings.oidc().isEmpty();
  }

  @Bean
  OidcSettings.ByName oidcSettings() {
    return new OidcSettings.ByName(settings.oidc());
  }

  @Bean
  RenderSettings renderSettings() {
    return new RenderSettings(
        settings.upstreams(),
        settings.dialects(),
        settings.models(),
        settings.choice(),
        new Money(settings.currency(), settings.rates()));
  }

  @Bean
  DeprecationSettings.ByModel deprecationSettings() {
    return new DeprecationSettings.ByModel(settings.deprecations());
  }

  @Bean
  ReferenceSettings referenceSettings() {
    return settings.references();
  }

  @Bean
  LargestVideo largestVideo() {
    return new LargestVideo(settings.largestVideo());
  }

  @Bean
  SinkSettings sinkSettings() {
    return new SinkSettings(
        settings.sink(),
        settings.sinks(),
        settings.sinksInUse(),
        settings.lowWater(),
        settings.mark());
  }

  @Bean
  JobSettings jobSettings() {
    return settings.jobs();
  }

  @Bean
  ModerationSettings moderationSettings() {
    return settings.moderation();
  }

  @Bean
  EventSettings eventSettings() {
    return settings.events();
  }

  @Bean
  IntakeSettings intakeSettings() {
    return settings.intake();
  }

  @Bean
  ApiSettings apiSettings() {
    return settings.api();
  }

  @Bean
  SandboxSettings sandboxSettings() {
    return settings.sandbox();
  }
}
