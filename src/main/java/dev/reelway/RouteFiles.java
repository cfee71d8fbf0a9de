package dev.reelway;

import dev.reelway.intake.InboxRoutes;
import dev.reelway.route.JqExpressions;
import dev.reelway.route.RouteContract;
import dev.reelway.setup.ConfigurationRefused;
import dev.reelway.setup.OperatorEndpoint;
import dev.reelway.sink.SinkRoutes;
import dev.reelway.upstream.DialectRoutes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.language.jq.JqLanguage;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Loads the routes of the jar and those of the {@code routes/} folders beside it: a file with the
 * same relative path replaces the one in the jar, any other is added. Dialects of the jar that no
 * upstream speaks are left out.
 */
final class RouteFiles implements CamelContextConfiguration, DialectRoutes, SinkRoutes {

  private static final String POLICIES = "routes/policies/";
  private static final String DIALECTS = "routes/upstreams/";
  private static final String ENDING = "/**/*.camel.yaml";

  private final List<Path> folders;
  private final RouteResources resources;
  private final Settings settings;
  private final List<OperatorEndpoint> endpoints;
  private final BeanFactory beans;
  private @Nullable CamelContext camel;

  /**
   * @param folders folders that may contain {@code routes/}, the one of highest priority last
   * @param endpoints the Camel endpoints that the operator has set and routes refer to
   * @param beans the beans that routes call; only their types are read here
   */
  RouteFiles(
      List<Path> folders, Settings settings, List<OperatorEndpoint> endpoints, BeanFactory beans) {
    this.folders = List.copyOf(folders);
    this.resources = new RouteResources(folders);
    this.settings = settings;
    this.endpoints = List.copyOf(endpoints);
    this.beans = beans;
  }

  @Override
  public void beforeApplicationStart(CamelContext context) {
    this.camel = context;
    endpoints.forEach(endpoint -> endpoint.check(context));
    CompactJson.addTo(context);
    context.getRegistry().bind(RouteResources.BEAN, resources);
    var files = new TreeMap<String, Resource>();
    var texts = new TreeMap<String, String>();
    try {
      var shipped = read("classpath*:routes");
      files.putAll(found(shipped));
      load(files, path -> path.startsWith(POLICIES));
      load(files, path -> !path.startsWith(POLICIES));
      texts.putAll(texts(files));
      var own = own(texts, shipped);
      if (!own.isEmpty()) {
        check(texts);
        checkJq(own);
      }
    } catch (ConfigurationRefused refused) {
      throw refused;
    } catch (Exception e) {
      throw new ConfigurationRefused(BrokenRoutes.sentence(e, files));
    }
    var model = (ModelCamelContext) context;
    RouteChecks.check(settings, route -> model.getRouteDefinition(route) != null);
    texts.replaceAll((file, text) -> withReferred(text));
    new DialectForms(texts).check(settings.models(), settings.upstreams());
  }

  @Override
  public void afterApplicationStart(CamelContext context) {}

  /** A policy applies only to routes that are loaded after it. */
  private void load(Map<String, Resource> files, Predicate<String> which) throws Exception {
    var some = files.keySet().stream().filter(which).map(files::get).toList();
    PluginHelper.getRoutesLoader(Objects.requireNonNull(camel)).loadRoutes(some);
  }

  private TreeMap<String, String> texts(Map<String, Resource> files) throws IOException {
    var texts = new TreeMap<String, String>();
    for (var file : files.entrySet()) {
      try (var in = file.getValue().getInputStream()) {
        texts.put(file.getKey(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return texts;
  }

  /** The operator's files: those of the jar alone are tested. */
  private static TreeMap<String, String> own(
      Map<String, String> texts, Map<String, byte[]> shipped) {
    var own = new TreeMap<>(texts);
    own.entrySet().removeIf(one -> one.getValue().equals(text(shipped.get(one.getKey()))));
    return own;
  }

  /** Camel has read the files by now, and has refused those that are not routes. */
  private void check(Map<String, String> texts) {
    for (var file : texts.entrySet()) {
      RouteResources.referred(file.getValue())
          .filter(other -> resources.read(other).isEmpty())
          .forEach(other -> missing(file.getKey(), other));
    }
    var broken = new RouteContract(texts, this::type, VariableTypes.ALL).broken();
    if (broken.isPresent()) {
      throw new ConfigurationRefused(broken.get());
    }
  }

  private void checkJq(Map<String, String> own) {
    var jq = (JqLanguage) Objects.requireNonNull(camel).resolveLanguage("jq");
    var expressions =
        new JqExpressions(jq.getRootScope(), other -> resources.read(other).map(RouteFiles::text));
    own.entrySet().stream()
        .flatMap(file -> expressions.broken(file.getKey(), file.getValue()).stream())
        .findFirst()
        .ifPresent(
            broken -> {
              throw new ConfigurationRefused(broken);
            });
  }

  private static String text(byte @Nullable [] content) {
    return content == null ? "" : new String(content, StandardCharsets.UTF_8);
  }

  /** A text, and those of the files that it refers to. */
  private String withReferred(String text) {
    return RouteResources.referred(text)
        .flatMap(other -> resources.read(other).stream())
        .map(RouteFiles::text)
        .reduce(text, (all, other) -> all + "\n" + other);
  }

  private static void missing(String file, String other) {
    throw new ConfigurationRefused(
        "%s refers to %s, which does not exist. Add the file, or correct its path."
            .formatted(file, other.replaceFirst(":", "/")));
  }

  private Optional<Class<?>> type(String bean) {
    return beans.containsBean(bean)
        ? Optional.ofNullable(beans.getType(bean, false))
        : Optional.ofNullable(InboxRoutes.BEANS.get(bean));
  }

  @Override
  public boolean knows(String dialect, String verb) {
    var route = "upstream-%s-%s".formatted(dialect, verb);
    return camel != null && camel.getRoute(route) != null;
  }

  @Override
  public boolean knows(String sink) {
    return camel != null && camel.getRoute("sink-%s-open".formatted(sink)) != null;
  }

  private Map<String, Resource> found(Map<String, byte[]> shipped) throws IOException {
    var all = new TreeMap<>(shipped);
    for (var folder : folders) {
      all.putAll(read(folder.resolve("routes").toUri().toString()));
    }
    var files = new TreeMap<String, Resource>();
    all.forEach(
        (path, text) -> {
          if (isInUse(path) || !Arrays.equals(text, shipped.get(path))) {
            files.put(path, ResourceHelper.fromBytes(path, text));
          }
        });
    return files;
  }

  private boolean isInUse(String path) {
    return !path.startsWith(DIALECTS)
        || settings.upstreams().values().stream()
            .anyMatch(one -> path.equals(DIALECTS + one.dialect() + ".camel.yaml"));
  }

  private static Map<String, byte[]> read(String root) throws IOException {
    var base = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
    var all = new TreeMap<String, byte[]>();
    for (var file : new PathMatchingResourcePatternResolver().getResources(base + ENDING)) {
      var url = file.getURL().toString();
      all.put(url.substring(url.lastIndexOf("routes/")), file.getContentAsByteArray());
    }
    return all;
  }
}
