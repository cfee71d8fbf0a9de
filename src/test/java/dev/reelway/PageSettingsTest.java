package dev.reelway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.reelway.docs.Page;
import dev.reelway.docs.Page.Snippet;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.yaml.snakeyaml.Yaml;

/** Each configuration on a page or for a deployment is accepted, and each named key is there. */
class PageSettingsTest {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z0-9_]+)}");
  private static final Pattern NAMED = Pattern.compile("`(reelway\\.[a-z][\\w.<>*-]*)");

  private static final Pattern LOGGER = Pattern.compile("getLogger\\(\"(reelway[\\w.]*)\"");

  private final Path folder;

  PageSettingsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @TestFactory
  Stream<DynamicTest> everyConfigurationIsAccepted() {
    return Page.all().stream()
        .flatMap(page -> page.snippets().stream())
        .filter(Snippet::isConfiguration)
        .map(
            one ->
                dynamicTest(
                    one.toString(), () -> assertThatItIsAccepted(one.text(), templates(one))));
  }

  @Test
  void theConfigurationForComposeIsAccepted() throws IOException {
    var text = Files.readString(Path.of("src/deploy/compose/application.yaml"));

    assertThatItIsAccepted(text, List.of());
  }

  @Test
  void theConfigurationForKubernetesIsAccepted() throws IOException {
    var manifests = Files.readString(Path.of("src/deploy/kubernetes/reelway.yaml"));
    for (Object manifest : new Yaml().loadAll(manifests)) {
      if (manifest instanceof Map<?, ?> map && map.get("data") instanceof Map<?, ?> files) {
        assertThatItIsAccepted(String.valueOf(files.get("application.yaml")), List.of());
        return;
      }
    }
    fail("There is no configuration.");
  }

  private void assertThatItIsAccepted(String text, List<Snippet> templates) throws IOException {
    var beside = Files.createTempDirectory(folder, "page");
    Files.writeString(beside.resolve("application.yaml"), text);
    for (var template : templates) {
      Files.createDirectories(beside.resolve(template.about()).getParent());
      Files.writeString(beside.resolve(template.about()), template.text());
    }
    var values =
        VARIABLE
            .matcher(text)
            .results()
            .map(found -> found.group(1) + "=" + given(found.group(1)))
            .toList();

    ConfigurationTest.parts(beside.resolve("home"))
        .withPropertyValues("spring.config.additional-location=" + beside.toUri())
        .withPropertyValues(values.toArray(String[]::new))
        .run(context -> assertThat(context).hasNotFailed().hasSingleBean(Settings.class));
  }

  /** The files on its page that it may name. */
  private static List<Snippet> templates(Snippet one) {
    return Page.of(one.page().toString()).snippets().stream()
        .filter(other -> other.about().startsWith("workflows/"))
        .toList();
  }

  /** A value for a variable that the page leaves to its reader. */
  private static String given(String variable) {
    var text = "the value that the reader has for " + variable;
    return switch (variable) {
      case "HOOK_SECRET" ->
          "whsec_" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
      case "ENGINE_URL" -> "https://engine.example.com";
      default -> text;
    };
  }

  @Test
  void everyKeyThatAPageNamesIsThere() throws IOException {
    var unknown = new ArrayList<String>();
    var loggers = loggers();
    for (var page : Page.all()) {
      NAMED
          .matcher(page.prose())
          .results()
          .map(found -> found.group(1).replaceFirst("[.*]+$", ""))
          .filter(key -> !loggers.contains(key))
          .filter(key -> !isKey(Settings.class, segments(key)))
          .forEach(key -> unknown.add(page.path() + ": " + key));
    }
    assertThat(unknown).isEmpty();
    assertThat(isKey(Settings.class, segments("reelway.jobs.dedline"))).isFalse();
    assertThat(isKey(Settings.class, segments("reelway.jobs.lookup-for"))).isFalse();
  }

  @Test
  void everyLoggerIsOnThePage() throws IOException {
    var page = Page.named("configure.md").text();

    assertThat(loggers()).hasSizeGreaterThan(10).allMatch(one -> page.contains("`" + one + "`"));
  }

  /** The names of loggers begin like keys. */
  private static Set<String> loggers() throws IOException {
    var names = new TreeSet<String>();
    try (var files = Files.walk(Path.of("src/main/java"))) {
      for (var file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
        LOGGER.matcher(Files.readString(file)).results().forEach(one -> names.add(one.group(1)));
      }
    }
    return names;
  }

  private static List<String> segments(String key) {
    return Arrays.stream(key.split("\\.")).skip(1).toList();
  }

  /** Below a name of the operator's own, everything may stand that its kind knows. */
  private static boolean isKey(Type type, List<String> rest) {
    if (rest.isEmpty()) {
      return true;
    }
    var below = rest.subList(1, rest.size());
    if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
      return isKey(map.getActualTypeArguments()[1], below);
    }
    if (type instanceof Class<?> one && one.isRecord()) {
      var component = component(one, rest.getFirst());
      return component != null && isKey(component.getGenericType(), below);
    }
    return type == String.class && rest.size() == 1;
  }

  private static @Nullable RecordComponent component(Class<?> record, String key) {
    return Arrays.stream(record.getRecordComponents())
        .filter(one -> DataObjectPropertyName.toDashedForm(one.getName()).equals(key))
        .findFirst()
        .orElse(null);
  }
}
