package dev.reelway;

import dev.reelway.event.EventSettings;
import dev.reelway.event.Receivers;
import dev.reelway.event.SigningKeys;
import dev.reelway.library.Secrets;
import dev.reelway.licence.LicenceSettings;
import dev.reelway.licence.WebhookSettings;
import dev.reelway.media.Reach;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who is told of jobs' ends, checked; what is wrong is named by its key. */
final class Telling {

  private static final String HOOK =
      "must be an http or https URL of a public host, or of one of reelway.events.private-hosts.";

  private Telling() {}

  static EventSettings events(Settings settings) {
    var events = settings.events();
    Settled.positive(events.timeout(), "reelway.events.timeout");
    Settled.positive(events.keep(), "reelway.events.keep");
    Settled.check(
        events.atOnce() >= 1 && events.atOnce() <= 100,
        "reelway.events.at-once",
        "must be from 1 to 100.");
    return events;
  }

  /** Where callers may want to be called. */
  static Reach reach(Settings settings) {
    return new Reach(settings.events().privateHosts());
  }

  static Receivers receivers(Settings settings) {
    var reach = reach(settings);
    var urls = given(settings, WebhookSettings::url);
    urls.forEach(
        (name, url) ->
            Settled.check(
                reach.url(url).isPresent(), "reelway.licences." + name + ".webhook.url", HOOK));
    return new Receivers(urls, endpoint(settings) != null);
  }

  static SigningKeys keys(Settings settings, Secrets secrets) {
    var given = given(settings, WebhookSettings::secret);
    given.forEach(
        (name, secret) ->
            Settled.check(
                SigningKeys.isSecret(secret),
                "reelway.licences." + name + ".webhook.secret",
                "must be whsec_ and the base64 of 16 to 128 bytes."));
    return new SigningKeys(given, () -> secrets.secret("webhooks"));
  }

  private static Map<String, String> given(
      Settings settings, Function<WebhookSettings, @Nullable String> part) {
    Map<String, String> all = new LinkedHashMap<>();
    settings.licences().forEach((name, one) -> put(all, name, one, part));
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

  /** The operator's own endpoint that gets all events, if there is one. */
  static @Nullable String endpoint(Settings settings) {
    var to = settings.events().to();
    return to == null || to.isBlank() ? null : to.strip();
  }
}
