package dev.reelway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.api.AdminSettings;
import dev.reelway.api.ApiSettings;
import dev.reelway.event.EventSettings;
import dev.reelway.intake.IntakeSettings;
import dev.reelway.intake.IntakeSettings.HotFolderSettings;
import dev.reelway.intake.IntakeSettings.UnclaimedSettings;
import dev.reelway.job.JobSettings;
import dev.reelway.licence.LicenceSettings;
import dev.reelway.licence.Scope;
import dev.reelway.media.ReferenceSettings;
import dev.reelway.order.Models;
import dev.reelway.order.Orders;
import dev.reelway.order.Parameters;
import dev.reelway.sandbox.SandboxKey;
import dev.reelway.setup.StrictBinding;
import dev.reelway.upstream.CapabilitySettings;
import dev.reelway.upstream.TargetSettings;
import dev.reelway.upstream.UpstreamSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.util.unit.DataSize;
import org.yaml.snakeyaml.Yaml;

/** The shipped {@code application.yaml}: what it sets, and that it says so. */
class SettingsTest {

  private static final Path FILE = Path.of("application.yaml");

  /** Whose entries are named by the operator; the first line speaks for all of them. */
  private static final List<String> MAPS = List.of("licences:", "upstreams:", "models:", "sinks:");

  /** Names that only hold others. */
  private static final Set<String> GROUPS =
      Set.of("reelway:", "api:", "intake:", "hot-folder:", "jobs:");

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withInitializer(new ConfigDataApplicationContextInitializer())
          .withInitializer(SettingsTest::withSandboxKey)
          .withUserConfiguration(OnlySettings.class);

  /** As Boot does it, which no such runner does. */
  static void withSandboxKey(ConfigurableApplicationContext context) {
    new SandboxKey().postProcessEnvironment(context.getEnvironment(), new SpringApplication());
  }

  @Test
  void theSandboxAndItsUpstreamHaveOneKeyThatIsMadeAtEachStart() {
    var settings = bound();

    assertThat(settings.sandbox().key()).matches("[0-9a-f-]{36}").isEqualTo(sandboxKey(settings));
    assertThat(bound().sandbox().key()).isNotEqualTo(settings.sandbox().key());
    assertThat(sandboxKey(bound("reelway.sandbox.key=s3cret"))).isEqualTo("s3cret");
  }

  private static @Nullable String sandboxKey(Settings settings) {
    return Objects.requireNonNull(settings.upstreams().get("sandbox")).key();
  }

  @Test
  void theDefaultsOfWhatConcernsEverything() {
    var settings = bound();

    assertThat(settings.home()).isEqualTo(Path.of("data"));
    assertThat(settings.publicUrl()).isNullOrEmpty();
    assertThat(settings.traces()).isNullOrEmpty();
    assertThat(settings.secret()).isNullOrEmpty();
    assertThat(settings.adminKey()).isNullOrEmpty();
    assertThat(settings.admin()).isEqualTo(new AdminSettings("127.0.0.1", 9877));
    assertThat(settings.largestVideo()).isEqualTo(DataSize.ofGigabytes(4));
    assertThat(settings.lowWater()).isEqualTo(DataSize.ofMegabytes(500));
    assertThat(settings.mark()).isFalse();
    assertThat(settings.api())
        .isEqualTo(
            new ApiSettings(
                "/sora",
                DataSize.ofMegabytes(64),
                Duration.ofSeconds(1),
                Duration.ofSeconds(280),
                Duration.ofMinutes(15),
                4000,
                5000,
                10000,
                Duration.ofHours(24),
                "seed",
                List.of(),
                true,
                new ApiSettings.Cors(Set.of())));
    assertThat(settings.references())
        .isEqualTo(
            new ReferenceSettings(
                DataSize.ofMegabytes(20),
                50_000_000,
                DataSize.ofMegabytes(200),
                Duration.ofMinutes(2),
                DataSize.ofMegabytes(50),
                Duration.ofMinutes(2),
                Duration.ofHours(72),
                Set.of()));
  }

  @Test
  void theDefaultsOfWhoMayCallAndWhoRenders() {
    var settings = bound();

    assertThat(settings.licences())
        .isEqualTo(
            Map.of(
                "demo",
                new LicenceSettings("demo", null, Set.of(Scope.values()), null, null, null, null)));
    assertThat(settings.oidc()).isEmpty();
    assertThat(settings.upstreams())
        .isEqualTo(
            Map.of("sandbox", sandbox("http://127.0.0.1:8080/sandbox", settings.sandbox().key())));
    assertThat(settings.models())
        .isEqualTo(
            Map.of(
                "sora_image", List.of(target("sora_image")),
                "sora_video", List.of(target("sora_video")),
                "sora_video2", List.of(target("sora_video2")),
                "sora-2", List.of(target("sora_video2")),
                "sora-2-pro", List.of(target("sora_video2-pro"))));
  }

  @Test
  void noModelIsOnItsWayOutByDefault() {
    assertThat(bound().deprecations()).isEmpty();
  }

  @Test
  void theDefaultsOfWhatDialectsCanMake() {
    var dialects = bound().dialects();

    assertThat(dialects)
        .containsOnlyKeys(
            "ark",
            "comfyui",
            "dashscope",
            "fal",
            "gemini-omni",
            "kling",
            "minimax",
            "openai",
            "openrouter",
            "replicate",
            "runway",
            "sglang",
            "sora-chat",
            "veo",
            "vertex-veo",
            "vllm-omni",
            "xai");
    assertThat(dialects.get("veo"))
        .isEqualTo(
            new CapabilitySettings(
                List.of("4", "6", "8"),
                List.of("1280x720", "720x1280", "1920x1080", "1080x1920"),
                null,
                null,
                null,
                1,
                null,
                null,
                null,
                Set.of("negative_prompt", "seed"),
                null,
                false,
                false,
                null,
                null,
                null,
                null,
                null,
                null,
                null));
  }

  @Test
  void theDefaultsOfWhereVideosComeFromAndGo() {
    var settings = bound();

    assertThat(settings.sink()).isEqualTo("file");
    assertThat(settings.sinks())
        .isEqualTo(
            Map.of(
                "file",
                Map.of("folder", "./data/outbox", "key", "{date}/{job}.{ext}", "keep", ""),
                "s3",
                Map.ofEntries(
                    Map.entry("bucket", ""),
                    Map.entry("prefix", ""),
                    Map.entry("key", "{date}/{licence}/{job}.{ext}"),
                    Map.entry("keep", ""),
                    Map.entry("region", "us-east-1"),
                    Map.entry("endpoint", ""),
                    Map.entry("path-style", ""),
                    Map.entry("access-key", ""),
                    Map.entry("secret-key", ""),
                    Map.entry("storage-class", ""),
                    Map.entry("sse", ""),
                    Map.entry("serve", "stream"),
                    Map.entry("links-valid", "1h"),
                    Map.entry("public-endpoint", "")),
                "sftp",
                Map.ofEntries(
                    Map.entry("host", ""),
                    Map.entry("port", "22"),
                    Map.entry("user", ""),
                    Map.entry("password", ""),
                    Map.entry("private-key", ""),
                    Map.entry("passphrase", ""),
                    Map.entry("known-hosts", ""),
                    Map.entry("check-host-key", "true"),
                    Map.entry("folder", "videos"),
                    Map.entry("connections", "32"),
                    Map.entry("key", "{date}/{job}.{ext}"),
                    Map.entry("keep", ""))));
    var intake = settings.intake();
    assertThat(intake.from()).isNullOrEmpty();
    assertThat(intake.deadLetters()).isNullOrEmpty();
    assertThat(intake)
        .isEqualTo(
            new IntakeSettings(
                new HotFolderSettings(
                    true, Path.of("data/inbox"), "demo", "sora_video2", Duration.ofMillis(500)),
                Map.of(),
                new UnclaimedSettings(Duration.ofMinutes(10), Duration.ofHours(24)),
                intake.from(),
                "demo",
                "sora_video2",
                intake.deadLetters()));
    assertThat(settings.sandbox().renderTime()).isEqualTo(Duration.ofSeconds(3));
  }

  /** As Docker and Kubernetes hand secrets over: a file each, with or without a last line end. */
  @Test
  void theFilesOfAFolderAreSettingsAndStandForVariables(@TempDir Path secrets) throws IOException {
    Files.writeString(secrets.resolve("STUDIO_KEY"), "s3cret\n");
    Files.writeString(secrets.resolve("reelway.sinks.sftp.password"), "pass");

    var settings =
        bound(
            "spring.config.import=configtree:" + secrets + "/",
            "reelway.licences.studio.key=${STUDIO_KEY}",
            "reelway.licences.studio.scopes=videos");

    assertThat(Objects.requireNonNull(settings.licences().get("studio")).key()).isEqualTo("s3cret");
    assertThat(settings.sinks().get("sftp")).containsEntry("password", "pass");
  }

  @Test
  void theDefaultsOfJobs() {
    assertThat(bound().jobs())
        .isEqualTo(
            new JobSettings(
                Duration.ofDays(1),
                Duration.ofMinutes(30),
                Duration.ofDays(1),
                "* * * * * ?",
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                Duration.ofMinutes(5),
                Duration.ofMinutes(2),
                Duration.ofSeconds(20),
                Duration.ofSeconds(25),
                Map.of("submit", 128, "recover", 8, "poll", 64, "deliver", 8)));
  }

  @Test
  void nothingIsModeratedByDefault() {
    var moderation = bound().moderation();

    assertThat(moderation.beforeSubmit()).isNullOrEmpty();
    assertThat(moderation.beforeDelivery()).isNullOrEmpty();
  }

  @Test
  void theDefaultsOfEvents() {
    var events = bound().events();

    assertThat(events.to()).isNullOrEmpty();
    assertThat(events)
        .isEqualTo(
            new EventSettings(
                events.to(), Duration.ofSeconds(15), 4, Duration.ofDays(30), 20, Set.of()));
  }

  @Test
  void theSandboxIsSoughtWhereTheServerListens() {
    assertThat(bound("server.port=8088", "reelway.sandbox.key=k").upstreams().get("sandbox"))
        .isEqualTo(sandbox("http://127.0.0.1:8088/sandbox", "k"));
  }

  /** What {@code /v1/models} says and what is refused must not differ. */
  @Test
  void whatIsListedOfTheModelsOfADialectCanBeOrdered() {
    var models = new Models(List.of("m"), Map.of(), Clock.systemUTC());
    var orders = new Orders(models);
    var all =
        bound().dialects().values().stream()
            .flatMap(one -> Stream.concat(Stream.of(one), parts(one)))
            .map(one -> one.capabilities(true, false))
            .toList();

    assertThat(all).hasSizeGreaterThan(20);
    for (var one : all) {
      var listed = models.capabilities("m", List.of(one));
      var shortest = IntNode.valueOf(Objects.requireNonNull(listed.seconds()).getFirst());
      var usual = Parameters.of("prompt", "a fox").with("seconds", shortest);
      Predicate<Parameters> taken =
          shape -> {
            var order = usual.merge(shape).with("model", TextNode.valueOf("m"));
            return one.refusal(orders.video(order)).isEmpty();
          };
      var ratios = shapes("aspect_ratio", listed.aspectRatios());
      assertThat(shapes("size", listed.sizes())).allMatch(taken);
      assertThat(ratios).allMatch(taken);
      assertThat(shapes("resolution", listed.resolutions()))
          .allMatch(tier -> ratios.stream().anyMatch(ratio -> taken.test(tier.merge(ratio))));
    }
  }

  private static List<Parameters> shapes(String name, @Nullable List<String> values) {
    return values == null
        ? List.of()
        : values.stream().map(value -> Parameters.of(name, value)).toList();
  }

  private static Stream<CapabilitySettings> parts(CapabilitySettings dialect) {
    var models = dialect.models();
    return models == null ? Stream.empty() : models.values().stream().map(one -> one.or(dialect));
  }

  @Test
  void everyKeySaysInItsLineWhatItDoes() throws IOException {
    var silent = new ArrayList<String>();
    var block = false;
    for (var line : reelway()) {
      int indent = line.length() - line.stripLeading().length();
      boolean key = line.strip().matches("[\\w-]+:.*");
      boolean entry = block && indent == 4;
      if (indent <= 2) {
        block = MAPS.stream().anyMatch(line.strip()::startsWith);
      }
      if (key && !entry && !line.contains(" # ") && !GROUPS.contains(line.strip())) {
        silent.add(line);
      }
    }

    assertThat(silent).isEmpty();
  }

  @Test
  void everySettingStandsInTheFile() throws IOException {
    Map<String, Object> file = new Yaml().load(Files.readString(FILE));

    assertThat(missing("reelway", Settings.class, file.get("reelway"))).isEmpty();
  }

  private static Stream<String> missing(String name, Class<?> type, @Nullable Object given) {
    if (!type.isRecord()) {
      return Stream.empty();
    }
    var group = given instanceof Map<?, ?> map ? map : Map.of();
    return Stream.of(type.getRecordComponents())
        .flatMap(
            component -> {
              var key = DataObjectPropertyName.toDashedForm(component.getName());
              return group.containsKey(key)
                  ? missing(name + "." + key, component.getType(), group.get(key))
                  : Stream.of(name + "." + key);
            });
  }

  /** The lines of our own part of the file. */
  private static List<String> reelway() throws IOException {
    return Files.readAllLines(FILE).stream()
        .dropWhile(line -> !line.equals("reelway:"))
        .takeWhile(line -> !line.equals("server:"))
        .filter(line -> !line.isBlank())
        .toList();
  }

  private static final CapabilitySettings SANDBOX_CAN =
      new CapabilitySettings(
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          Set.of(
              "generate_audio",
              "mask",
              "negative_prompt",
              "partial_images",
              "quality",
              "seed",
              "style"),
          4,
          null,
          null,
          null,
          null,
          true,
          true,
          null,
          null,
          null);

  private static UpstreamSettings sandbox(String url, String key) {
    return new UpstreamSettings(
        "sora", URI.create(url), key, null, null, null, true, false, SANDBOX_CAN, null, null);
  }

  private Settings bound(String... properties) {
    var found = new ArrayList<Settings>();
    runner
        .withPropertyValues(properties)
        .run(context -> found.add(context.getBean(Settings.class)));
    return found.getFirst();
  }

  @EnableConfigurationProperties(Settings.class)
  static class OnlySettings {

    @Bean
    static StrictBinding strictBinding() {
      return new StrictBinding();
    }
  }

  private static TargetSettings target(String model) {
    return new TargetSettings("sandbox", model, null, false, null, null, null, null);
  }
}
