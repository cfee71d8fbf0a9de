package dev.reelway.event;

import static dev.reelway.setup.SettingsChecks.check;

import dev.reelway.licence.LicenceSettings;
import dev.reelway.licence.WebhookSettings;
import dev.reelway.net.OutboundUrlPolicy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the webhooks of licences out of settings; wrong ones are refused by their key. */
final class WebhookFactory {

  private static final String HOOK =
      "must be an http or https URL of a public host, or of one of reelway.events.private-hosts.";

  private WebhookFactory() {}

  /**
   * @param stored finds the webhooks of the ledger
   * @param endpoint whether the operator's own endpoint gets all events
   */
  static Receivers receivers(
      LicenceSettings.ByName licences,
      Function<String, Optional<String>> stored,
      OutboundUrlPolicy outboundUrlPolicy,
      boolean endpoint) {
    var urls = configured(licences, WebhookSettings::url);
    urls.forEach(
        (name, url) -> check(outboundUrlPolicy.parse(url).isPresent(), key(name, "url"), HOOK));
    return new Receivers(urls, stored, endpoint);
  }

  static SigningKeys keys(LicenceSettings.ByName licences, Supplier<byte[]> service) {
    var given = configured(licences, WebhookSettings::secret);
    given.forEach(
        (name, secret) ->
            check(
                SigningKeys.isSecret(secret),
                key(name, "secret"),
                "must be whsec_ followed by 16 to 128 bytes in base64."));
    return new SigningKeys(given, service);
  }

  private static String key(String licence, String name) {
    return "reelway.licences.%s.webhook.%s".formatted(licence, name);
  }

  private static Map<String, String> configured(
      LicenceSettings.ByName licences, Function<WebhookSettings, @Nullable String> part) {
    Map<String, String> all = new LinkedHashMap<>();
    licences.all().forEach((name, one) -> put(all, name, one, part));
    return all;
  }

  private static void put(
      Map<String, String> all,
      String name,
      LicenceSettings one,
      Function<WebhookSettings, @Nullable String> part) {
    var webhook = one.webhook();
    var value = webhook == null ? null : part.apply(webhook);
    if (value != null && !value.isBlank()) {
      all.put(name, value.strip());
    }
  }
}
