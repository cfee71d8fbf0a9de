package dev.reelway.oidc;

import dev.reelway.licence.TokenReader;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the issuers out of their settings. */
@Configuration(proxyBeanMethods = false)
public class OidcConfiguration {

  /** The connections to issuers, closed with the service. */
  record Sources(List<IssuerDocuments> all) implements AutoCloseable {

    IssuerDocuments add(IssuerDocuments one) {
      all.add(one);
      return one;
    }

    @Override
    public void close() {
      all.forEach(IssuerDocuments::close);
    }
  }

  @Bean
  Sources issuerSources() {
    return new Sources(new ArrayList<>());
  }

  @Bean
  TokenReader tokenReader(OidcSettings.ByName settings, Sources sources, Clock clock) {
    var issuers =
        OidcFactory.issuers(
            settings,
            (name, documents) -> new IssuerKeys(name, sources.add(documents)::read, clock));
    return new OidcTokens(issuers, clock);
  }
}
