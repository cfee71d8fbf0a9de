package dev.reelway.licence;

import dev.reelway.database.Database;
import dev.reelway.database.Secrets;
import dev.reelway.setup.PublicUrl;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the licences out of their settings. */
@Configuration(proxyBeanMethods = false)
public class LicenceConfiguration {

  @Bean
  Licences licences(
      LicenceSettings.ByName settings,
      StoredLicences stored,
      PublicUrl url,
      ServerProperties server,
      TokenReader tokens,
      ObjectProvider<LicenceLedger> ledger,
      Clock clock)
      throws UnknownHostException {
    var address = server.getAddress();
    var everywhere = InetAddress.getByName("0.0.0.0");
    var declared = LicenceFactory.licences(settings, url, address == null ? everywhere : address);
    return new Licences(
        new DeclaredLicences(declared),
        stored,
        new TokenLicences(tokens, stored, ledger::getObject, clock));
  }

  @Bean
  LicenceKeys licenceKeys(ObjectProvider<Secrets> secrets) {
    return new LicenceKeys(() -> secrets.getObject().derived("licence-keys"));
  }

  @Bean
  StoredLicences storedLicences(ObjectProvider<Database> database, LicenceKeys keys, Clock clock) {
    return new StoredLicences(database::getObject, keys, clock);
  }

  @Bean
  LicenceLedger licenceLedger(
      Database database, LicenceKeys keys, StoredLicences stored, Clock clock) {
    return new LicenceLedger(database, keys, stored, clock);
  }
}
