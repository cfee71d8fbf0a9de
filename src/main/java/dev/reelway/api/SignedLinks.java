package dev.reelway.api;

import dev.reelway.job.AssetDelivery;
import dev.reelway.job.Job;
import dev.reelway.sink.Asset;
import dev.reelway.wire.Hmac;
import dev.reelway.wire.ReadTexts;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Signed links that work without a licence: {@code <base>/media/<seal>/<file>}. The seal is the
 * time of expiry and an HMAC-SHA256 of it and of the file's name, so that a link can neither be
 * guessed nor extended. The link ends in the file's name, as clients find videos by {@code
 * \\S+\\.mp4}.
 */
public final class SignedLinks {

  private static final Pattern PATH =
      Pattern.compile("/media/(\\d{1,12})\\.([A-Za-z0-9_-]{43})/([A-Za-z0-9_-]+\\.[a-z0-9]+)");
  private static final Pattern LINK = Pattern.compile("(?i:https?)://[^/?#\\s]++[^:?#\\s]*" + PATH);
  private static final Pattern NAME =
      Pattern.compile("(video|image)_[0-9a-f]{32}(-\\d+)?\\.[a-z0-9]+");
  private static final long ROUND_SECONDS = 3_600;

  private final Hmac hmac;
  private final ReadTexts<String> signatures = new ReadTexts<>();
  private final String publicUrl;
  private final String basePath;
  private final Duration valid;
  private final Clock clock;

  /**
   * @param publicUrl what links start with; null or empty for the address that the request used
   * @param basePath the path between that and {@code /media/…}
   * @param valid how long a link works at least. It works up to an hour longer, so that the same
   *     file keeps its link for a while and can be cached
   */
  SignedLinks(
      byte[] secret, @Nullable String publicUrl, String basePath, Duration valid, Clock clock) {
    this.hmac = Hmac.under(secret);
    this.publicUrl = publicUrl == null ? "" : publicUrl.replaceFirst("/+$", "");
    this.basePath = basePath;
    this.valid = valid;
    this.clock = clock;
  }

  /** The base of links for this caller. */
  public String base(HttpServletRequest call) {
    return (publicUrl.isEmpty() ? addressed(call) : publicUrl) + basePath;
  }

  private static String addressed(HttpServletRequest call) {
    int port = call.getServerPort();
    boolean isDefault = port == (call.isSecure() ? 443 : 80);
    return call.getScheme() + "://" + call.getServerName() + (isDefault ? "" : ":" + port);
  }

  /** The signed link to a file in a sink. */
  public String link(Asset file, String base) {
    return base + "/media/" + sealed(name(file), expires());
  }

  /**
   * The same, which expires with another link.
   *
   * @param seal that of the other link, which has been checked
   */
  String link(Asset file, String base, String seal) {
    long expires = Long.parseLong(seal.substring(0, seal.indexOf('.')));
    return base + "/media/" + sealed(name(file), expires);
  }

  /** The signed link to the report page of a batch. */
  String report(String batch, String base) {
    return base + "/reports/" + sealed(batch + ".html", expires());
  }

  private long expires() {
    return expires(clock.instant());
  }

  private long expires(Instant since) {
    long until = since.plus(valid).getEpochSecond();
    return (until + ROUND_SECONDS - 1) / ROUND_SECONDS * ROUND_SECONDS;
  }

  private String sealed(String name, long expires) {
    return expires + "." + mac(expires, name) + "/" + name;
  }

  /**
   * The base of links for readers without a request that shows this server's address.
   *
   * @param otherwise what links start with if no public URL is set
   */
  String baseWithoutRequest(String otherwise) {
    return (publicUrl.isEmpty() ? otherwise : publicUrl) + basePath;
  }

  /**
   * The signed link to a file with this name; empty if no public URL is set.
   *
   * @param since when it was first asked for: it is the same link until that one has expired
   */
  Optional<String> linkFromOutside(String name, Instant since) {
    long first = expires(since);
    boolean isOver = Instant.ofEpochSecond(first).isBefore(clock.instant());
    return publicUrl.isEmpty()
        ? Optional.empty()
        : Optional.of(publicUrl + basePath + "/media/" + sealed(name, isOver ? expires() : first));
  }

  /** The name of the file that a signed link opens; a forged or expired link is refused. */
  String fileName(String seal, String name) {
    return genuine(seal, name, "video or image");
  }

  /** The id of the batch whose report a signed link opens; other links are refused. */
  String reported(String seal, String name) {
    return genuine(seal, name, "batch").replaceFirst("\\.html$", "");
  }

  private String genuine(String seal, String name, String owner) {
    var path = PATH.matcher("/media/" + seal + "/" + name);
    if (!path.matches() || !isGenuine(path.group(1), path.group(2), name)) {
      throw new RequestRefused(
          403,
          null,
          "link_invalid",
          "The link's signature is invalid. Retrieve the %s again for a new link."
              .formatted(owner));
    }
    if (isExpired(path.group(1))) {
      throw expired(owner);
    }
    return name;
  }

  private boolean isExpired(String expires) {
    return Instant.ofEpochSecond(Long.parseLong(expires)).isBefore(clock.instant());
  }

  private static RequestRefused expired(String owner) {
    return new RequestRefused(
        403,
        null,
        "link_expired",
        "The link has expired. Retrieve the %s again for a new link.".formatted(owner));
  }

  /**
   * Where one of our signed links leads.
   *
   * @param name of the file
   * @param expired whether the link opens the file no more
   */
  record OwnLink(String name, boolean expired) {

    /** The link; one that has expired is refused. */
    OwnLink unexpired() {
      if (expired) {
        throw SignedLinks.expired("video or image");
      }
      return this;
    }
  }

  /**
   * Where one of our signed links leads, expired or not; empty for any other link. The seal alone
   * proves that it is ours: the address that it was made for may be another than that of today.
   */
  Optional<OwnLink> own(String link) {
    var path = LINK.matcher(link);
    return path.matches()
        ? genuine(path.toMatchResult()).map(name -> new OwnLink(name, isExpired(path.group(1))))
        : Optional.empty();
  }

  /**
   * The names of the files that our signed links in a text lead to, in order of appearance,
   * whatever address they were made for. The text may be anything, half links and bad ones too.
   */
  Stream<String> fileNamesIn(String text) {
    return PATH.matcher(text).results().flatMap(path -> genuine(path).stream());
  }

  private Optional<String> genuine(MatchResult path) {
    return isGenuine(path.group(1), path.group(2), path.group(3))
        ? Optional.of(path.group(3))
        : Optional.empty();
  }

  private boolean isGenuine(String expires, String seal, String name) {
    var expected = mac(Long.parseLong(expires), name).getBytes(StandardCharsets.US_ASCII);
    return MessageDigest.isEqual(expected, seal.getBytes(StandardCharsets.US_ASCII));
  }

  private String mac(long expires, String name) {
    return signatures.read(
        expires + "\n" + name,
        text -> Base64.getUrlEncoder().withoutPadding().encodeToString(hmac.of(text)));
  }

  /** The file of a job with this name, if the job has one. */
  static Optional<Asset> file(Job job, String name) {
    return AssetDelivery.files(job).stream().filter(file -> name(file).equals(name)).findFirst();
  }

  /** Whether a name is that of a delivered file or of its thumbnail. */
  static boolean isOf(Asset file, String name) {
    var thumbnail = file.thumbnail();
    return name(file).equals(name) || (thumbnail != null && name(thumbnail).equals(name));
  }

  /** A file's name without the folders and text before it in the sink, as anyone may see a link. */
  private static String name(Asset file) {
    var key = file.key();
    int start = Math.max(key.lastIndexOf("video_"), key.lastIndexOf("image_"));
    var name = NAME.matcher(key).region(Math.max(0, start), key.length());
    return name.matches() ? name.group() : key.substring(key.lastIndexOf('/') + 1);
  }

  /** The id of the job that a file of this name belongs to. */
  static String job(String name) {
    return name.substring(0, Math.min(name.length(), name.indexOf('_') + 33));
  }
}
