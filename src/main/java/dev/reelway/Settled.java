package dev.reelway;

import dev.reelway.api.ApiSettings;
import dev.reelway.intake.IntakeSettings.HotFolderSettings;
import dev.reelway.job.JobSettings;
import dev.reelway.job.Step;
import dev.reelway.licence.Licence;
import dev.reelway.licence.LicenceSettings;
import dev.reelway.licence.Licences;
import dev.reelway.media.ReferenceSettings;
import dev.reelway.order.ModelSwitchedOff;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Orders;
import dev.reelway.order.Wishes;
import dev.reelway.sandbox.SandboxSettings;
import dev.reelway.sink.DiskSpace;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.quartz.CronExpression;
import org.springframework.util.unit.DataSize;

/**
 * What the settings come to, once they are found to be right; each wrong one is named by its key.
 */
final class Settled {

  /** A target's credential where the upstream has a single key. */
  private Settled() {}

  static Licences licences(Settings all, InetAddress address) {
    var settings = all.licences();
    var url = all.publicUrl();
    Map<byte[], Licence> byDigest = new LinkedHashMap<>();
    settings.forEach(
        (name, one) -> byDigest.put(digest("reelway.licences." + name, one), licence(name, one)));
    var open =
        byDigest.entrySet().stream()
            .filter(one -> Licences.isDemo(one.getKey()))
            .map(one -> "reelway.licences." + one.getValue().name())
            .findFirst();
    check(
        open.isEmpty() || address.isLoopbackAddress(),
        open.orElse(""),
        "must be false before server.address may be other than loopback: anybody knows its key.");
    check(
        open.isEmpty() || url == null || url.isBlank() || isLoopback(uri(url)),
        open.orElse(""),
        "must be false before reelway.public-url may name another host than loopback: anybody knows"
            + " its key.");
    return new Licences(byDigest);
  }

  private static Licence licence(String name, LicenceSettings one) {
    var scopes = one.scopes();
    check(
        scopes != null && !scopes.isEmpty(),
        "reelway.licences." + name + ".scopes",
        "must name at least one of chat, images, videos.");
    return new Licence(name, Objects.requireNonNull(scopes));
  }

  private static byte[] digest(String prefix, LicenceSettings one) {
    var key = one.key();
    var hash = one.keySha256();
    check(
        (key == null) != (hash == null), prefix + ".key", "or key-sha256 must be given, not both.");
    if (key != null) {
      check(!key.isBlank(), prefix + ".key", "must not be empty.");
      return Licences.digest(key);
    }
    var hex = Objects.requireNonNull(hash);
    check(hex.matches("[0-9a-fA-F]{64}"), prefix + ".key-sha256", "must be 64 hex digits.");
    return HexFormat.of().parseHex(hex);
  }

  /**
   * Every dialect in use and the sink must have the routes that the way of a job calls.
   *
   * @param exists whether there is a route of that id
   */
  static void routes(Settings settings, Predicate<String> exists) {
    settings
        .upstreams()
        .forEach(
            (name, one) ->
                complete(
                    "reelway.upstreams." + name + ".dialect",
                    "upstreams/%s.camel.yaml".formatted(one.dialect()),
                    Stream.of("submit", "poll")
                        .map(verb -> "upstream-%s-%s".formatted(one.dialect(), verb)),
                    exists));
    Inlets.sinks(settings)
        .forEach(
            (sink, key) ->
                complete(
                    key,
                    "sinks/%s.camel.yaml".formatted(sink),
                    Stream.of("store", "open", "remove")
                        .map(verb -> "sink-%s-%s".formatted(sink, verb)),
                    exists));
  }

  private static void complete(
      String key, String file, Stream<String> routes, Predicate<String> exists) {
    var missing = routes.filter(exists.negate()).collect(Collectors.joining(", "));
    check(
        missing.isEmpty(),
        key,
        "must have its file routes/%s, but there is no %s.".formatted(file, missing));
  }

  static ApiSettings api(Settings settings) {
    var api = settings.api();
    check(
        api.basePath().matches("(/[A-Za-z0-9_.-]+)*"),
        "reelway.api.base-path",
        "must begin with a slash, end without one, and be plain in between.");
    positive(api.largestBody(), "reelway.api.largest-body");
    positive(api.pollAfter(), "reelway.api.poll-after");
    positive(api.longestWait(), "reelway.api.longest-wait");
    positive(api.linksValid(), "reelway.api.links-valid");
    check(api.waitingCalls() > 0, "reelway.api.waiting-calls", "must be more than 0.");
    check(
        List.of("seed", "reasoning", "silent").contains(api.chatProgress()),
        "reelway.api.chat-progress",
        "must be seed, reasoning or silent.");
    var url = settings.publicUrl();
    check(
        url == null || url.isBlank() || isHttp(uri(url)),
        "reelway.public-url",
        "must be empty, or an http or https URL with a host, and without a query.");
    return api;
  }

  /** Where a caller finds the API: an URL where it is known, or the path alone. */
  static String root(Settings settings) {
    var url = settings.publicUrl();
    return (url == null ? "" : url.strip().replaceFirst("/+$", "")) + settings.api().basePath();
  }

  static @Nullable URI uri(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException malformed) {
      return null;
    }
  }

  static DataSize largestFilm(Settings settings) {
    positive(settings.largestFilm(), "reelway.largest-film");
    return settings.largestFilm();
  }

  static ReferenceSettings references(Settings settings) {
    var references = settings.references();
    positive(references.largest(), "reelway.references.largest");
    check(
        references.mostPixels() > 0,
        "reelway.references.most-pixels",
        "must be more than nothing.");
    check(
        references.keep().compareTo(settings.jobs().deadline()) >= 0,
        "reelway.references.keep",
        "must not be shorter than reelway.jobs.deadline: an order may want its picture until"
            + " then.");
    check(
        references.keep().compareTo(settings.jobs().fetchDeadline()) >= 0,
        "reelway.references.keep",
        "must not be shorter than reelway.jobs.fetch-deadline: an image that came within an"
            + " upstream's answer is kept there until it is delivered.");
    return references;
  }

  static SandboxSettings sandbox(SandboxSettings sandbox) {
    positive(sandbox.renderTime(), "reelway.sandbox.render-time");
    given(sandbox.key(), "reelway.sandbox.key", "must not be empty.");
    return sandbox;
  }

  static JobSettings jobs(JobSettings jobs) {
    positive(jobs.deadline(), "reelway.jobs.deadline");
    positive(jobs.fetchDeadline(), "reelway.jobs.fetch-deadline");
    positive(jobs.pollEvery(), "reelway.jobs.poll-every");
    positive(jobs.firstRetry(), "reelway.jobs.first-retry");
    positive(jobs.longestRetry(), "reelway.jobs.longest-retry");
    positive(jobs.lookUpFor(), "reelway.jobs.look-up-for");
    positive(jobs.lease(), "reelway.jobs.lease");
    check(!jobs.drain().isNegative(), "reelway.jobs.drain", "must not be negative.");
    check(
        CronExpression.isValidExpression(jobs.tick()),
        "reelway.jobs.tick",
        "must be a Quartz cron expression, like '* * * * * ?'.");
    return jobs;
  }

  static HotFolderSettings hotFolder(Settings settings, Orders orders) {
    var folder = settings.intake().hotFolder();
    var prefix = "reelway.intake.hot-folder.";
    check(folder.lookEvery() > 0, prefix + "look-every", "must be more than 0 milliseconds.");
    noFile(folder.folder(), prefix + "folder");
    apart(folder.folder(), outbox(settings));
    if (folder.enabled()) {
      licensed(settings, folder.licence(), prefix + "licence");
      orderable(Wishes.of("model", folder.model()), prefix + "model", orders);
    }
    return folder;
  }

  static void licensed(Settings settings, String licence, String key) {
    check(
        settings.licences().containsKey(licence),
        key,
        "names %s, which is not among reelway.licences.".formatted(licence));
  }

  static void orderable(Wishes defaults, String key, Orders orders) {
    try {
      orders.video(defaults.without("priority").and(Wishes.of("prompt", "a trial")));
    } catch (ModelSwitchedOff alsoOneDay) {
      // A restart after that day must not fail for it: each line is refused instead.
    } catch (OrderRefused refused) {
      throw new ConfigurationRefused(key, "cannot be ordered: " + refused.sentence() + ".");
    }
  }

  /** The disks that files go to. */
  static DiskSpace space(Settings settings) {
    check(!settings.lowWater().isNegative(), "reelway.low-water", "must not be less than nothing.");
    var folders =
        Inlets.usesSink(settings, "file")
            ? List.of(settings.home(), outbox(settings))
            : List.of(settings.home());
    return new DiskSpace(folders, settings.lowWater().toBytes());
  }

  /** The file sink's folder. */
  static Path outbox(Settings settings) {
    var keys = SinkKeys.of(settings, "file").only(List.of("folder", "key"));
    var folder = Path.of(keys.given("folder", "must name a folder for films."));
    noFile(folder, "reelway.sinks.file.folder");
    return folder;
  }

  static Map<Step, Integer> atOnce(Map<String, Integer> settings) {
    var steps = Stream.of(Step.values()).map(Step::inRoutes).toList();
    for (var name : settings.keySet()) {
      var key = "reelway.jobs.at-once." + name;
      check(steps.contains(name), key, "must be one of " + String.join(", ", steps) + ".");
    }
    Map<Step, Integer> all = new EnumMap<>(Step.class);
    for (var step : Step.values()) {
      Integer size = settings.get(step.inRoutes());
      var key = "reelway.jobs.at-once." + step.inRoutes();
      check(size != null && size >= 1 && size <= 10_000, key, "must be from 1 to 10000.");
      all.put(step, Objects.requireNonNull(size));
    }
    return all;
  }

  static void positive(Duration duration, String key) {
    check(!duration.isNegative() && !duration.isZero(), key, "must be longer than nothing.");
  }

  private static void positive(DataSize size, String key) {
    check(size.toBytes() > 0, key, "must be more than nothing.");
  }

  static void noFile(Path folder, String key) {
    check(
        !Files.exists(folder) || Files.isDirectory(folder),
        key,
        "must name a folder, and %s is a file.".formatted(folder));
  }

  /** A sink inside the inbox would take films for prompt files, and the other way round. */
  static void apart(Path inbox, Path outbox) {
    var in = inbox.toAbsolutePath().normalize();
    var out = outbox.toAbsolutePath().normalize();
    check(
        !in.startsWith(out) && !out.startsWith(in),
        "reelway.sinks.file.folder",
        "and reelway.intake.hot-folder.folder must not lie inside each other.");
  }

  static boolean isHttp(@Nullable URI url) {
    return url != null
        && List.of("http", "https").contains(String.valueOf(url.getScheme()))
        && url.getHost() != null
        && url.getQuery() == null
        && url.getUserInfo() == null;
  }

  /** Whether a URL leads to this machine by its very spelling; what is no URL is told elsewhere. */
  private static boolean isLoopback(@Nullable URI url) {
    var host = url == null || !isHttp(url) ? null : url.getHost();
    return host == null
        || host.toLowerCase(Locale.ROOT).matches("localhost|127(\\.\\d{1,3}){3}|\\[::1]");
  }

  static String given(@Nullable String value, String key, String otherwise) {
    check(value != null && !value.isBlank(), key, otherwise);
    return Objects.requireNonNull(value);
  }

  static void check(boolean right, String key, String otherwise) {
    if (!right) {
      throw new ConfigurationRefused(key, otherwise);
    }
  }
}
