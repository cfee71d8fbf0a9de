package dev.reelway.oidc;

import dev.reelway.licence.LicenceRefused;
import dev.reelway.licence.TokenLicence;
import dev.reelway.licence.TokenReader;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.SmartInitializingSingleton;

/** Reads the tokens of all configured issuers. */
final class OidcTokens implements TokenReader, SmartInitializingSingleton {

  private final List<Issuer> issuers;
  private final Clock clock;
  private final ValidTokens valid = new ValidTokens();

  OidcTokens(List<Issuer> issuers, Clock clock) {
    this.issuers = List.copyOf(issuers);
    this.clock = clock;
  }

  /** Reads the keys, so that the first caller need not wait. The start does not need them. */
  @Override
  public void afterSingletonsInstantiated() {
    issuers.forEach(issuer -> issuer.keys().readAside());
  }

  @Override
  public boolean isToken(String text) {
    return !issuers.isEmpty() && SignedToken.isToken(text);
  }

  @Override
  public TokenLicence read(String token) {
    var now = clock.instant();
    return valid.find(token, now).orElseGet(() -> verified(token));
  }

  private TokenLicence verified(String text) {
    var token = SignedToken.read(text);
    var issuer = issuer(token.claims().path("iss").asText(""));
    var keys = issuer.keys().current();
    var now = clock.instant();
    var licence = issuer.verified(token, now);
    valid.add(text, issuer, keys, licence, now);
    return licence;
  }

  /** As long as its signature is not verified, this only says whose keys it must be by. */
  private Issuer issuer(String url) {
    return issuers.stream()
        .filter(one -> one.url().equals(url))
        .findFirst()
        .orElseThrow(() -> LicenceRefused.ofToken("its issuer is unknown"));
  }
}
