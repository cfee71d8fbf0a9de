package dev.reelway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.reelway.docs.Page;
import dev.reelway.setup.ConfigurationFailures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** The files of an operator are held against the contract of variables as the project's own are. */
class RouteFilesTest {

  private final Path folder;
  private final Set<String> dialects = new TreeSet<>();

  RouteFilesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void theProjectsOwnRoutesAreLoaded() throws IOException {
    assertThat(refusal()).isEmpty();
  }

  /** {@code OwnRoutesStoryTest} calls it. */
  @Test
  void theRouteOfThePageIsLoaded() throws IOException {
    var posters = Page.named("configure.md").about("routes/posters.camel.yaml");
    Files.createDirectories(folder.resolve("routes"));
    Files.writeString(folder.resolve(posters.about()), posters.text());

    assertThat(refusal()).isEmpty();

    Files.writeString(folder.resolve(posters.about()), posters.text().replace("accept-", "take-"));
    assertThat(refusal().orElseThrow()).contains("direct:take-job, which no route consumes");
  }

  @Test
  void dialectsOfTheJarAreLoadedWhereAnUpstreamSpeaksThem() throws IOException {
    write("routes/upstreams/tiny.camel.yaml", "upstream-tiny-poll", "log: {message: x}");

    assertThat(refusal()).isEmpty();
    assertThat(dialects).containsExactlyInAnyOrder("sora", "tiny");
    assertThat(refusal("reelway.upstreams.u.dialect=veo")).isEmpty();
    assertThat(dialects).containsExactlyInAnyOrder("sora", "tiny", "veo");
  }

  @Test
  void aDialectThatReadsWhatIsNotSetKeepsTheServiceFromStarting() throws IOException {
    write(
        "routes/upstreams/tiny.camel.yaml",
        "upstream-tiny-poll",
        "log: {message: '${variable.tinyPath}'}");

    assertThat(refusal())
        .hasValue(
            "routes/upstreams/tiny.camel.yaml: the route upstream-tiny-poll reads the variable"
                + " tinyPath, which is not set on the path poll-job > upstream-tiny-poll. Set it on"
                + " every path before it is read.");
  }

  @Test
  void aMisspeltCallKeepsTheServiceFromStarting() throws IOException {
    write(
        "routes/upstreams/tiny.camel.yaml",
        "upstream-tiny-poll",
        "to: {uri: 'direct:upstream-tiny-sing'}");

    assertThat(refusal())
        .hasValue(
            "routes/upstreams/tiny.camel.yaml: the route upstream-tiny-poll calls"
                + " direct:upstream-tiny-sing, which no route consumes. Correct the name, or add"
                + " the route.");
  }

  @Test
  void aJqFunctionThatDoesNotExistKeepsTheServiceFromStarting() throws IOException {
    write(
        "routes/upstreams/tiny.camel.yaml",
        "upstream-tiny-poll",
        "setBody: {expression: {jq: {expression: '.state | IN(1, 2)'}}}");

    assertThat(refusal())
        .hasValue(
            "routes/upstreams/tiny.camel.yaml: the route upstream-tiny-poll calls the jq function"
                + " IN, which does not exist here. Write the expression without it.");
  }

  @Test
  void aDialectThatUsesASharedNameKeepsTheServiceFromStarting() throws IOException {
    write(
        "routes/upstreams/tiny.camel.yaml",
        "upstream-tiny-poll",
        "setVariable: {name: link, expression: {constant: {expression: x}}}");

    assertThat(refusal())
        .hasValue(
            "routes/upstreams/tiny.camel.yaml: the route upstream-tiny-poll sets the shared"
                + " variable link, which a dialect may only read.");
  }

  @Test
  void aJobThatIsSentAwayKeepsTheServiceFromStarting() throws IOException {
    write(
        "routes/upstreams/tiny.camel.yaml",
        "upstream-tiny-poll",
        "wireTap: {uri: 'direct:upstream-tiny-poll'}");

    assertThat(refusal())
        .hasValue(
            "routes/upstreams/tiny.camel.yaml: the route upstream-tiny-poll copies an exchange that"
                + " works on a job, by wireTap. Start other work on an exchange of its own.");
  }

  @Test
  void aMisspeltStepIsToldOfWithFileAndLine() throws IOException {
    write("routes/upstreams/tiny.camel.yaml", "upstream-tiny-poll", "setBdy: {constant: x}");

    assertThat(refusal().orElseThrow())
        .startsWith(
            "The routes cannot be loaded: Unknown node id: setBdy in"
                + " routes/upstreams/tiny.camel.yaml, line 1, column ")
        .doesNotContain("\n");
  }

  @Test
  void whatIsNotYamlIsToldOfWithFileAndLine() throws IOException {
    var file = folder.resolve("routes/upstreams/tiny.camel.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "- route:\n    id: upstream-tiny-poll\n   from: {}\n");

    assertThat(refusal())
        .hasValue(
            "routes/upstreams/tiny.camel.yaml is not valid YAML at line 3, column 4: the"
                + " indentation does not fit line 1.");
  }

  @Test
  void aDialectsOwnFileLiesBesideIt() throws IOException {
    write(
        "routes/upstreams/tiny.camel.yaml",
        "upstream-tiny-poll",
        "setBody: {jq: {expression: 'resource:routes:upstreams/tiny.jq'}}");

    assertThat(refusal())
        .hasValue(
            "routes/upstreams/tiny.camel.yaml refers to routes/upstreams/tiny.jq, which does not"
                + " exist. Add the file, or correct its path.");

    Files.writeString(folder.resolve("routes/upstreams/tiny.jq"), "{a: .b}");
    assertThat(refusal()).isEmpty();
    assertThat(new RouteResources(List.of(folder)).read("routes:upstreams/tiny.jq"))
        .hasValue("{a: .b}".getBytes());
  }

  @Test
  void aFileOfTheJarIsReadWhereNoFolderHasIt() {
    var resources = new RouteResources(List.of(folder));

    assertThat(resources.read("routes:upstreams/veo.camel.yaml")).isPresent();
    assertThat(resources.read("routes:../application.yaml")).isEmpty();
    assertThat(resources.read("routes:upstreams/../../application.yaml")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "veo|fields.seconds=duration|.fields must be removed: the dialect veo takes no field map.",
        "veo|template=a.json|.template must be removed: the dialect veo takes no template.",
        "tiny|fields.seconds=duration|.template must name a JSON file: the dialect tiny requires a"
            + " template for each model."
      })
  void aFormThatNoDialectReadsKeepsTheServiceFromStarting(
      String dialect, String setting, String sentence) throws IOException {
    write(
        "routes/upstreams/tiny.camel.yaml",
        "upstream-tiny-poll",
        "setBody: {jq: {expression: 'order_fields([]; {}) + order_template([])'}}");
    Files.writeString(
        folder.resolve("routes/upstreams/tiny-submit.camel.yaml"),
        "- route: {id: upstream-tiny-submit, from: {uri: 'direct:upstream-tiny-submit', steps:"
            + " [{log: {message: x}}]}}");

    assertThat(
            refusal(
                "reelway.upstreams.u.dialect=" + dialect,
                "reelway.models.m[0].upstream=u",
                "reelway.models.m[0]." + setting))
        .hasValue("reelway.models.m" + sentence);
  }

  /** The shipped dialects with a field map send neither of them, unless the model's fields do. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fal|can.outputs=4|fields.seconds=duration|outputs must be 1, or fields must name n: the"
            + " dialect fal does not send it.",
        "replicate|can.watermark=true|fields.watermark=false|watermark must be false, or fields"
            + " must name watermark: the dialect replicate does not send it.",
        "fal|can.outputs=4|fields.n=num_videos|",
        "fal|can.outputs=1|can.watermark=false|",
        "replicate|can.watermark=true|fields.mark.value={{.watermark}}|"
      })
  void whatAFieldMapDoesNotSendIsNotOffered(
      String dialect, String setting, String other, @Nullable String sentence) {
    assertThat(
            refusal(
                "reelway.upstreams.u.dialect=" + dialect,
                "reelway.models.m[0].upstream=u",
                "reelway.models.m[0]." + setting,
                "reelway.models.m[0]." + other))
        .isEqualTo(Optional.ofNullable(sentence).map(what -> "reelway.models.m.can." + what));
  }

  private void write(String path, String id, String step) throws IOException {
    var file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "- route: {id: %s, description: Asks, from: {uri: 'direct:%s', steps: [{%s}]}}\n"
            .formatted(id, id, step));
  }

  /** The sentence that a start is refused with, if it is. */
  private Optional<String> refusal(String... settings) {
    var thrown = new ArrayList<Optional<Throwable>>();
    new ApplicationContextRunner()
        .withInitializer(new ConfigDataApplicationContextInitializer())
        .withUserConfiguration(OnlySettings.class)
        .withPropertyValues("reelway.home=" + folder, "generated.sandbox-key=k")
        .withPropertyValues(settings)
        .run(context -> thrown.add(Optional.ofNullable(catchThrowable(() -> load(context)))));
    return thrown
        .getFirst()
        .map(
            one ->
                Optional.ofNullable(new ConfigurationFailures().analyze(one))
                    .map(FailureAnalysis::getDescription)
                    .orElseGet(one::toString));
  }

  private void load(ApplicationContext context) throws IOException {
    try (var camel = new DefaultCamelContext()) {
      camel.getPropertiesComponent().addPropertiesSource(new Placeholders(context));
      var settings = context.getBean(Settings.class);
      new RouteFiles(List.of(folder), settings, List.of(), context).beforeApplicationStart(camel);
      dialects.clear();
      for (var route : camel.getRouteDefinitions()) {
        if (route.getId().matches("upstream-.*-poll")) {
          dialects.add(route.getId().replaceAll("upstream-|-poll", ""));
        }
      }
    }
  }

  @EnableConfigurationProperties(Settings.class)
  static class OnlySettings {}

  /** Placeholders of routes, as Spring fills them in. */
  record Placeholders(ApplicationContext context) implements PropertiesSource {

    @Override
    public String getName() {
      return "settings";
    }

    @Override
    public @Nullable String getProperty(String name) {
      return context.getEnvironment().getProperty(name);
    }
  }
}
