package dev.reelway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.setup.ConfigurationFailures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Variables of the environment and system properties are settings like those of a file. */
class VariablesTest {

  private static final String[] OWN = {
    "reelway.licences.my-shop.key=s3cret",
    "reelway.licences.my-shop.scopes=videos",
    "reelway.licences.shop.key=other",
    "reelway.licences.shop.scopes=videos"
  };

  private final Path home;

  VariablesTest(@TempDir Path home) {
    this.home = home;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          REELWAY_JOBS_DEDLINE=10m                      | Did you mean REELWAY_JOBS_DEADLINE?
          REELWAY_JOBS_LONGST_WAIT=1h                   | Did you mean REELWAY_JOBS_LONGEST_WAIT?
          REELWAY_JOBS_POLL_EVRY=3s                     | Did you mean REELWAY_JOBS_POLL_EVERY?
          REELWAY_JOB_DEADLINE=10m                      | Did you mean REELWAY_JOBS_DEADLINE?
          REELWAY_LICENCES_SHOP_LIMITS_DAY_MONY=25      | Did you mean REELWAY_LICENCES_SHOP_LIMITS_DAY_MONEY?
          REELWAY_LICENCES_MY_SHOP_KEEEP=7d             | Did you mean REELWAY_LICENCES_MY_SHOP_KEEP?
          REELWAY_UPSTREAMS_SANDBOX_IDEMPOTNT=false     | Did you mean REELWAY_UPSTREAMS_SANDBOX_IDEMPOTENT?
          """)
  void aMisspeltVariableOfTheEnvironmentIsRefused(String variable, String nearest) {
    var name = variable.split("=")[0];

    assertThat(refusal(with("systemEnvironment", variable)))
        .isEqualTo(name + " is not a known setting. " + nearest);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          reelway.jobs.dedline=10m             | Did you mean reelway.jobs.deadline?
          reelway.licences.shop.limits.mnth.x=1 | Did you mean reelway.licences.shop.limits.month.x?
          """)
  void aSystemPropertyMustBeKnown(String property, String nearest) {
    var name = property.split("=")[0];

    assertThat(refusal(with("systemProperties", property)))
        .isEqualTo(name + " is not a known setting. " + nearest);
  }

  @Test
  void allMisspeltOnesAreNamedAndNoValue() {
    var variables = with("systemEnvironment", "REELWAY_SECRT=s3cret", "REELWAY_JOBS_LEASSE=s3cret");

    assertThat(refusal(variables))
        .isEqualTo(
            "REELWAY_JOBS_LEASSE, REELWAY_SECRT are not known settings."
                + " Did you mean REELWAY_JOBS_LEASE, REELWAY_SECRET?");
  }

  @Test
  void wordsAreSeparatedByUnderscoresOrNotAtAll() {
    var settings =
        settings(
            with(
                "systemEnvironment",
                "REELWAY_JOBS_LONGEST_WAIT=2h",
                "REELWAY_JOBS_POLLEVERY=7s",
                "REELWAY_INTAKE_HOT_FOLDER_ENABLED=false",
                "REELWAY_INTAKE_HOT_FOLDER_LOOK_EVERY=250",
                "REELWAY_LICENCES_MY_SHOP_KEEP=7d",
                "REELWAY_LICENCES_SHOP_LIMITS_DAY_MONEY=25",
                "REELWAY_SINKS_S3_SECRETKEY=s3cret",
                "REELWAY_REFERENCES_PRIVATE_HOSTS_0=a.example",
                "REELWAY_JOBS_AT_ONCE_SUBMIT=7"));

    assertThat(settings.jobs().longestWait()).isEqualTo(Duration.ofHours(2));
    assertThat(settings.jobs().pollEvery()).isEqualTo(Duration.ofSeconds(7));
    assertThat(settings.jobs().atOnce()).containsEntry("submit", 7);
    assertThat(settings.intake().hotFolder().enabled()).isFalse();
    assertThat(settings.intake().hotFolder().lookEvery()).hasMillis(250);
    assertThat(Objects.requireNonNull(settings.licences().get("my-shop")).keep()).hasDays(7);
    assertThat(settings.references().privateHosts()).containsExactly("a.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "REELWAY_KEY=of a caller",
        "REELWAY_API_KEY=of a caller",
        "REELWAY_BASE_URL=of a caller",
        "REELWAY_JAR=a script's",
        "REELWAY_PORT=a script's",
        "REELWAY_VERSION=a script's",
        "REELWAY_HOME_FOLDER=a script's",
        "REELWAY_ADMIN_KEY=0123456789abcdef0123456789abcdef",
        "REELWAY_SERVICE_HOST=10.0.0.1",
        "REELWAY_SERVICE_PORT_API=80",
        "REELWAY_PORT=tcp://10.0.0.1:80",
        "REELWAY_PORT_80_TCP=tcp://10.0.0.1:80",
        "REELWAY_PORT_80_TCP_ADDR=10.0.0.1",
        "REELWAY_OBSERVE_SERVICE_PORT=9876",
        "REELWAY_LICENCES_MY_SHOP=false",
        "REELWAY_LICENCES_SHOP=false"
      })
  void whatIsKnownOrSomebodyElsesIsNoMistake(String variable) {
    assertThat(settings(with("systemEnvironment", variable))).isNotNull();
  }

  @Test
  void whatAnotherSettingRefersToIsNoMistake() {
    var settings =
        settings(
            with("systemEnvironment", "REELWAY_STUDIO_KEY=k1", "REELWAY_OTHER=k2")
                .withPropertyValues(
                    "reelway.licences.my-shop.key=${REELWAY_STUDIO_KEY}",
                    "reelway.licences.shop.key=${NOT_THERE:${reelway.other}}"));

    assertThat(Objects.requireNonNull(settings.licences().get("my-shop")).key()).isEqualTo("k1");
    assertThat(Objects.requireNonNull(settings.licences().get("shop")).key()).isEqualTo("k2");
  }

  private ApplicationContextRunner with(String source, String... variables) {
    Map<String, Object> all = new HashMap<>();
    Stream.of(variables).map(one -> one.split("=", 2)).forEach(one -> all.put(one[0], one[1]));
    return ConfigurationTest.parts(home)
        .withInitializer(context -> replace(context, source, all))
        .withPropertyValues(OWN);
  }

  private static void replace(
      ConfigurableApplicationContext context, String source, Map<String, Object> all) {
    boolean environment =
        source.equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
    context
        .getEnvironment()
        .getPropertySources()
        .replace(
            source,
            environment
                ? new SystemEnvironmentPropertySource(source, all)
                : new MapPropertySource(source, all));
  }

  private static Settings settings(ApplicationContextRunner runner) {
    List<Settings> found = new ArrayList<>();
    runner.run(context -> found.add(context.getBean(Settings.class)));
    return found.getFirst();
  }

  private static String refusal(ApplicationContextRunner runner) {
    List<String> found = new ArrayList<>();
    runner.run(
        context ->
            found.add(
                Objects.requireNonNull(
                        new ConfigurationFailures()
                            .analyze(Objects.requireNonNull(context.getStartupFailure())))
                    .getDescription()));
    return found.getFirst();
  }
}
