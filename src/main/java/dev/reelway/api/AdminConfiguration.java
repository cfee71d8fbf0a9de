package dev.reelway.api;

import dev.reelway.database.Database;
import dev.reelway.event.SigningKeys;
import dev.reelway.idempotency.RequestKeys;
import dev.reelway.licence.LicenceLedger;
import dev.reelway.licence.Licences;
import dev.reelway.net.OutboundUrlPolicy;
import dev.reelway.order.Models;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Puts together the calls under {@code /admin}, and where they come in. */
@Configuration(proxyBeanMethods = false)
class AdminConfiguration {

  AdminConfiguration(AdminSettings settings, Environment environment) {
    ApiChecks.check(
        settings,
        environment.getProperty("server.port", "8080"),
        environment.getProperty("management.server.port", ""));
  }

  @Bean
  AdminGate adminGate(AdminKey key, Clock clock) {
    return new AdminGate(key, clock);
  }

  @Bean
  AdminConnector adminConnector(AdminKey key, AdminSettings settings) {
    return new AdminConnector(key, settings);
  }

  @Bean
  AdminLicences adminLicences(
      RequestReader reader,
      LicenceLedger ledger,
      Licences licences,
      Models models,
      OutboundUrlPolicy webhookUrls,
      SigningKeys signingKeys,
      AdminRequestKeys adminRequestKeys,
      Clock clock) {
    var rules = new LicenceFields.Rules(models::names, url -> webhookUrls.parse(url).isPresent());
    return new AdminLicences(reader, ledger, licences, rules, signingKeys, adminRequestKeys, clock);
  }

  @Bean
  AdminRequestKeys adminRequestKeys(Database database, RequestKeys requestKeys, Clock clock) {
    return new AdminRequestKeys(database, requestKeys, clock);
  }
}
