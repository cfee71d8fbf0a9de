package dev.reelway.licence;

import static dev.reelway.setup.SettingsChecks.check;

import dev.reelway.licence.DeclaredLicences.Declared;
import dev.reelway.setup.PublicUrl;
import dev.reelway.setup.SettingsChecks;
import dev.reelway.setup.WatchedSecret;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes licences out of settings; wrong ones are refused by their key. */
final class LicenceFactory {

  private static final String LICENCES = "reelway.licences.";

  private LicenceFactory() {}

  /**
   * @param address where the server listens: the demo licence's key is known, so that it may only
   *     be called from this machine
   */
  static List<Declared> licences(
      LicenceSettings.ByName settings, PublicUrl url, InetAddress address) {
    List<Declared> all = new ArrayList<>();
    settings
        .all()
        .forEach(
            (name, one) -> {
              Runnable ifDemo = () -> onlyOnLoopback(LICENCES + name, url, address);
              all.add(new Declared(key(name, one, ifDemo), licence(name, one)));
            });
    return all;
  }

  private static void onlyOnLoopback(String key, PublicUrl url, InetAddress address) {
    check(
        address.isLoopbackAddress(),
        key,
        "must be false unless server.address is a loopback address, because its key is public.");
    check(
        url.text() == null || isLoopback(url.uri()),
        key,
        "must be false unless reelway.public-url names a loopback host, because its key is"
            + " public.");
  }

  /** Whether a URL leads to this machine by its very spelling; an invalid one is refused later. */
  private static boolean isLoopback(@Nullable URI url) {
    var host = url == null || !SettingsChecks.isHttp(url) ? null : url.getHost();
    return host == null
        || host.toLowerCase(Locale.ROOT).matches("localhost|127(\\.\\d{1,3}){3}|\\[::1]");
  }

  private static Licence licence(String name, LicenceSettings one) {
    check(
        !TokenLicence.isName(name),
        LICENCES + name,
        "must have another name: those that begin with %s belong to tokens."
            .formatted(TokenLicence.PREFIX));
    var scopes = one.scopes();
    check(
        scopes != null && !scopes.isEmpty(),
        LICENCES + name + ".scopes",
        "must name at least one of chat, images, videos.");
    var models = one.models();
    check(
        models == null || !models.isEmpty() && models.stream().noneMatch(String::isBlank),
        LICENCES + name + ".models",
        "must name at least one model, or be left out for all.");
    return new Licence(name, Objects.requireNonNull(scopes), models, limits(name, one.limits()));
  }

  private static LicenceLimits limits(String name, @Nullable LicenceLimits limits) {
    if (limits == null) {
      return LicenceLimits.NONE;
    }
    limits
        .wrong()
        .ifPresent(
            wrong ->
                check(
                    false,
                    LICENCES + name + ".limits." + wrong.replace('_', '-'),
                    LicenceLimits.MUST));
    return limits;
  }

  /**
   * @param ifDemo refuses the key of the demo licence unless it may be used
   */
  private static WatchedSecret<byte[]> key(String name, LicenceSettings one, Runnable ifDemo) {
    var key = one.key();
    var hash = one.keySha256();
    var setting = LICENCES + name + ".key";
    check(
        (key == null) != (hash == null),
        setting,
        "and key-sha256 are alternatives: set exactly one of them.");
    return key != null
        ? WatchedSecret.of(key, setting, text -> allowed(digest(text, setting), ifDemo))
        : WatchedSecret.of(
            Objects.requireNonNull(hash),
            setting + "-sha256",
            hex -> allowed(bytes(hex, setting + "-sha256"), ifDemo));
  }

  private static byte[] allowed(byte[] digest, Runnable ifDemo) {
    if (Licences.isDemo(digest)) {
      ifDemo.run();
    }
    return digest;
  }

  private static byte[] digest(String key, String setting) {
    check(!key.isBlank(), setting, "must not be empty.");
    check(key.length() <= Licences.LONGEST, setting, "must have at most 512 characters.");
    return Licences.digest(key);
  }

  private static byte[] bytes(String hash, String setting) {
    check(hash.matches("[0-9a-fA-F]{64}"), setting, "must be 64 hex digits.");
    return HexFormat.of().parseHex(hash);
  }
}
