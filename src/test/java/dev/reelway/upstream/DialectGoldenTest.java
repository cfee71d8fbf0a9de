package dev.reelway.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reelway.contracts.Ports;
import dev.reelway.upstream.LoopbackUpstream.Answer;
import dev.reelway.upstream.LoopbackUpstream.Ending;
import dev.reelway.upstream.LoopbackUpstream.Request;
import dev.reelway.upstream.UpstreamFailure.Busy;
import dev.reelway.upstream.UpstreamFailure.FailedForGood;
import dev.reelway.upstream.UpstreamFailure.NotAccepted;
import dev.reelway.upstream.UpstreamFailure.OutcomeUnknown;
import dev.reelway.upstream.UpstreamFailure.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;

/**
 * Every dialect says to its upstream, and understands of it, what its golden files tell: a folder a
 * dialect under {@code golden/}, a document a case. A case holds
 *
 * <ul>
 *   <li>{@code case}: the fact that it proves, and {@code verb}: submit, poll, list, fetch,
 *       thumbnail, lookup or cancel, of which nothing comes;
 *   <li>what the verb gets: {@code body} (a brief), {@code task}, {@code link}, {@code after},
 *       {@code references} (the bytes of each, or its {@code name} and {@code bytes}), {@code
 *       headers} that came with a caller, and {@code key} and {@code path} of the upstream;
 *   <li>{@code request}: what must arrive, one or a list of {@code line}, all its {@code headers}
 *       but those of the transport, and {@code body};
 *   <li>{@code answer}: what the upstream says to it, one or a list of {@code status}, {@code
 *       headers} and {@code body} (JSON, or text as it is); or {@code away}, {@code hang-up},
 *       {@code reset};
 *   <li>what is reported before that, if the answer is a stream: the reports {@code underway};
 *   <li>what comes of it: a {@code report}, a {@code page}, a {@code video}, {@code tasks} with the
 *       {@code next} page, or a {@code failure}.
 * </ul>
 *
 * <p>{@code <upstream>} and {@code <stranger>} stand for the host and port of the upstream and of
 * somebody else, who must never be called; {@code <any>} for a header's value that differs with
 * each request.
 */
class DialectGoldenTest {

  /** A folder with {@code routes/} and {@code golden/} of somebody else's dialects. */
  private static final Path OWN = Path.of(System.getProperty("dialects", ""));

  private static final Path GOLDEN = OWN.resolve(isOwn() ? "golden" : "src/test/resources/golden");
  private static final Path DIALECTS = OWN.resolve("routes/upstreams");
  private static final String ANY = "<any>";
  private static final String ENDING = ".camel.yaml";
  private static final Set<String> TRANSPORT =
      Set.of(
          "host",
          "connection",
          "accept-encoding",
          "user-agent",
          "content-length",
          "transfer-encoding");
  private static final Instant NOW = Instant.ofEpochSecond(1_790_000_000);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder = Path.of("");

  private final LoopbackUpstream upstream = new LoopbackUpstream();
  private final LoopbackUpstream stranger = new LoopbackUpstream();
  private final String nowhere = "127.0.0.1:" + Ports.free();
  private final Map<String, CamelContext> camels = new HashMap<>();

  DialectGoldenTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    camels.values().forEach(CamelContext::stop);
    upstream.close();
    stranger.close();
  }

  @TestFactory
  Stream<DynamicNode> everyDialectSpeaksAsItsGoldenFilesTell() throws Exception {
    for (var dialect : dialects()) {
      camels.put(dialect, camel(dialect));
    }
    return dialects().stream().map(this::cases);
  }

  private DynamicNode cases(String dialect) {
    var tests =
        GoldenCase.of(GOLDEN.resolve(dialect)).stream()
            .map(one -> dynamicTest(one.name(), one.file().toUri(), () -> holds(dialect, one)));
    return dynamicContainer(dialect, tests);
  }

  @Test
  void everyVerbOfEveryDialectHasACase() throws Exception {
    for (var dialect : dialects()) {
      camels.put(dialect, camel(dialect));
      assertThat(GOLDEN.resolve(dialect)).isDirectory();
      assertThat(GoldenCase.of(GOLDEN.resolve(dialect)))
          .extracting(one -> one.text("verb"))
          .containsAll(verbs(dialect));
    }
  }

  private List<String> verbs(String dialect) {
    var known = List.of("submit", "poll", "list", "fetch", "thumbnail", "lookup", "cancel");
    return camel(camels, dialect).getRoutes().stream()
        .map(Route::getRouteId)
        .map(id -> id.substring(id.lastIndexOf('-') + 1))
        .filter(known::contains)
        .toList();
  }

  private static boolean isOwn() {
    return !OWN.toString().isEmpty();
  }

  private static List<String> dialects() throws IOException {
    try (var files = Files.list(DIALECTS)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ENDING))
          .map(name -> name.substring(0, name.length() - ENDING.length()))
          .sorted()
          .toList();
    }
  }

  // What a case says, done.

  private void holds(String dialect, GoldenCase unplaced) throws Exception {
    boolean away = unplaced.at("answer").asText().equals("away");
    var host = away ? nowhere : upstream.authority();
    var golden = unplaced.with("<upstream>", host).with("<stranger>", stranger.authority());
    upstream.answers(answers(golden));
    stranger.answers(List.of());

    try (var template = camel(camels, dialect).createProducerTemplate()) {
      var done = exchange(template, dialect, golden, host);

      assertThat(outcome(golden, done)).isEqualTo(expected(golden));
      if (!golden.at("underway").isMissingNode()) {
        assertThat(tree(done.getVariable("underway"))).isEqualTo(underway(golden));
      }
    }
    assertThat(stranger.received()).isEmpty();
    var wanted = golden.all("request").stream().map(DialectGoldenTest::wanted).toList();
    var arrived = upstream.received().stream().map(DialectGoldenTest::arrived).toList();
    for (int i = 0; i < Math.min(wanted.size(), arrived.size()); i++) {
      withoutChance(arrived.get(i), wanted.get(i));
    }
    assertThat(arrived).isEqualTo(wanted);
  }

  /** A header that is different with each request is only wanted to be there. */
  private static void withoutChance(JsonNode arrived, JsonNode wanted) {
    var headers = (ObjectNode) arrived.path("headers");
    wanted.path("headers").properties().stream()
        .filter(one -> one.getValue().asText().equals(ANY) && headers.has(one.getKey()))
        .forEach(one -> headers.put(one.getKey(), ANY));
  }

  private static Exchange exchange(
      ProducerTemplate template, String dialect, GoldenCase golden, String host) {
    return template.request(
        "direct:job",
        exchange -> {
          exchange.setVariable("verb", "upstream-%s-%s".formatted(dialect, golden.text("verb")));
          exchange
              .getMessage()
              .setBody(golden.at("body").isMissingNode() ? "{}" : golden.at("body"));
          golden
              .at("headers")
              .properties()
              .forEach(
                  one -> exchange.getMessage().setHeader(one.getKey(), one.getValue().asText()));
          exchange.setVariable("upstream", upstream(dialect, golden, host));
          exchange.setVariable("references", files(golden, "references", "kept.png"));
          exchange.setVariable("sourceVideo", files(golden, "sourceVideo", "kept.mp4"));
          exchange.setVariable("task", golden.at("task").textValue());
          exchange.setVariable("link", golden.at("link").textValue());
          exchange.setVariable("order", golden.at("body").toString());
          exchange.setVariable("after", golden.at("after").textValue());
          exchange.setVariable("underway", new ArrayList<Report>());
        });
  }

  private static List<Resource> files(GoldenCase golden, String part, String name) {
    return golden.all(part).stream()
        .<Resource>map(
            one ->
                one.isObject()
                    ? file(one.path("bytes").asText(), one.path("name").asText())
                    : file(one.asText(), name))
        .toList();
  }

  private static OpenFile file(String bytes, String name) {
    return new OpenFile(bytes.getBytes(UTF_8), name);
  }

  /** An image or a video as a sink opens it. */
  private static final class OpenFile extends ByteArrayResource {

    private final String name;

    OpenFile(byte[] bytes, String name) {
      super(bytes);
      this.name = name;
    }

    @Override
    public String getFilename() {
      return name;
    }
  }

  private static Upstream upstream(String dialect, GoldenCase golden, String host) {
    var base = "http://" + host + golden.text("path");
    var settings = new HashMap<String, String>();
    golden
        .at("settings")
        .properties()
        .forEach(one -> settings.put(one.getKey(), one.getValue().asText()));
    return new Upstream("golden", dialect, base, "only-key", golden.text("key"), false, settings);
  }

  // What was expected, what came.

  private static JsonNode expected(GoldenCase golden) throws JsonProcessingException {
    var all = JSON.createObjectNode();
    for (var part : List.of("video", "tasks", "next", "failure")) {
      if (!golden.at(part).isMissingNode()) {
        all.set(part, golden.at(part));
      }
    }
    if (!golden.at("report").isMissingNode()) {
      all.set("report", tree(JSON.treeToValue(golden.at("report"), Report.class)));
    }
    if (!golden.at("page").isMissingNode()) {
      all.set("page", tree(JSON.treeToValue(golden.at("page"), ReportPage.class)));
    }
    return tree(all);
  }

  private static JsonNode underway(GoldenCase golden) throws JsonProcessingException {
    var all = new ArrayList<Report>();
    for (var one : golden.all("underway")) {
      all.add(JSON.treeToValue(one, Report.class));
    }
    return tree(all);
  }

  private static JsonNode outcome(GoldenCase golden, Exchange done) throws IOException {
    var thrown = done.getException();
    if (thrown != null) {
      return tree(Map.of("failure", said(UpstreamFailure.of(thrown, Instant.EPOCH))));
    }
    var body = done.getMessage().getBody();
    return tree(
        switch (golden.text("verb")) {
          case "submit", "poll" -> Map.of("report", (Report) body);
          case "list" -> Map.of("page", (ReportPage) body);
          case "lookup" -> lookedUp((JsonNode) body);
          case "cancel" -> Map.of();
          default -> Map.of("video", (Map<?, ?>) body);
        });
  }

  private static Map<String, Object> lookedUp(JsonNode page) {
    return page.path("next").isNull()
        ? Map.of("tasks", page.path("tasks"))
        : Map.of("tasks", page.path("tasks"), "next", page.path("next"));
  }

  /** Takes the bytes as a sink does, while the call is open; they must come as a stream. */
  private static void take(Exchange call) throws IOException {
    if (call.getMessage().getBody() instanceof InputStream bytes) {
      var video = new LinkedHashMap<String, Object>();
      video.put("bytes", new String(bytes.readAllBytes(), UTF_8));
      var length = call.getMessage().getHeader("Content-Length", Long.class);
      if (length != null) {
        video.put("length", length);
      }
      call.getMessage().setBody(video);
    }
  }

  /** What the job's way does with it is its own affair. */
  private static void underway(Exchange call) {
    @SuppressWarnings("unchecked")
    var recorded = (List<Report>) call.getVariable("underway");
    recorded.add((Report) call.getMessage().getBody());
  }

  private static Map<String, Object> said(UpstreamFailure failure) {
    return switch (failure) {
      case NotAccepted(var what, var after) ->
          after == null
              ? Map.of("not-accepted", what)
              : Map.of("not-accepted", what, "retry-after", after.toString());
      case Busy(var what, var after) ->
          after == null
              ? Map.of("busy", what)
              : Map.of("busy", what, "retry-after", after.toString());
      case Refused(var reason) -> Map.of("refused", reason);
      case FailedForGood(var reason) -> Map.of("failed-for-good", reason);
      case OutcomeUnknown(var what) -> Map.of("outcome-unknown", what);
    };
  }

  private static JsonNode arrived(Request request) {
    var headers = new TreeMap<String, String>();
    request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    headers.keySet().removeAll(TRANSPORT);
    var type = headers.getOrDefault("content-type", "");
    int at = type.indexOf("boundary=");
    var body = request.body();
    if (at >= 0) {
      headers.put("content-type", type.substring(0, at) + "boundary=<any>");
      body = body.replace(type.substring(at + "boundary=".length()), "<any>").replace("\r", "");
    }
    return call(request.method() + " " + request.target(), headers, json(body));
  }

  private static JsonNode wanted(JsonNode request) {
    var headers = new TreeMap<String, String>();
    request.path("headers").properties().stream()
        .filter(one -> !one.getValue().isNull())
        .forEach(
            one -> headers.put(one.getKey().toLowerCase(Locale.ROOT), one.getValue().asText()));
    var body = withoutNulls(request.path("body"));
    return call(request.path("line").asText(), headers, body.isMissingNode() ? "" : body);
  }

  /** A case says null where a field of its defaults is not sent. */
  private static JsonNode withoutNulls(JsonNode body) {
    if (!(body instanceof ObjectNode fields)) {
      return body;
    }
    var sent = JSON.createObjectNode();
    fields.properties().stream()
        .filter(one -> !one.getValue().isNull())
        .forEach(one -> sent.set(one.getKey(), withoutNulls(one.getValue())));
    return sent;
  }

  private static JsonNode call(String line, Map<String, String> headers, Object body) {
    return tree(Map.of("line", line, "headers", headers, "body", body));
  }

  private static Object json(String text) {
    try {
      return text.isEmpty() ? "" : JSON.readTree(text);
    } catch (JsonProcessingException notJson) {
      return text;
    }
  }

  private static JsonNode tree(Object value) {
    try {
      return JSON.readTree(JSON.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  // The upstream's side.

  private static List<Answer> answers(GoldenCase golden) {
    return golden.all("answer").stream().map(DialectGoldenTest::answer).toList();
  }

  private static Answer answer(JsonNode said) {
    return said.isTextual()
        ? new Answer(new byte[0], said.textValue().equals("reset") ? Ending.RESET : Ending.HANG_UP)
        : new Answer(http(said), Ending.HANG_UP);
  }

  private static byte[] http(JsonNode said) {
    var body = body(said.path("body"));
    var head = new LinkedHashMap<String, String>();
    head.put("Content-Type", "application/json");
    head.put("Content-Length", String.valueOf(body.length));
    head.put("Connection", "close");
    said.path("headers")
        .properties()
        .forEach(one -> head.put(one.getKey(), one.getValue().asText()));
    head.values().removeIf("null"::equals);
    var lines =
        head.entrySet().stream()
            .map(one -> one.getKey() + ": " + one.getValue() + "\r\n")
            .collect(Collectors.joining());
    var answer = new ByteArrayOutputStream();
    answer.writeBytes(
        "HTTP/1.1 %d Said\r\n%s\r\n".formatted(said.path("status").asInt(), lines).getBytes(UTF_8));
    answer.writeBytes(body);
    return answer.toByteArray();
  }

  private static byte[] body(JsonNode body) {
    return (body.isMissingNode() ? "" : body.isTextual() ? body.textValue() : body.toString())
        .getBytes(UTF_8);
  }

  // The dialect's own file, and what it needs around it.

  private static CamelContext camel(Map<String, CamelContext> camels, String dialect) {
    return Objects.requireNonNull(camels.get(dialect));
  }

  private CamelContext camel(String dialect) throws Exception {
    var camel = new DefaultCamelContext();
    camel.setStreamCaching(false);
    DialectBeans.bindTo(camel, Clock.fixed(NOW, ZoneOffset.UTC), folder);
    settle(camel, "direct");
    settle(camel, "http");
    load(camel, "routes/policies/errors-travel-up" + ENDING);
    load(camel, DIALECTS + "/" + dialect + ENDING);
    load(camel, "routes/jobs/lookup" + ENDING);
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:job").toD("direct:${variable.verb}").process(DialectGoldenTest::take);
            from("direct:submit-progress").process(DialectGoldenTest::underway);
          }
        });
    camel.start();
    return camel;
  }

  private static void load(CamelContext camel, String file) throws Exception {
    var route = ResourceHelper.resolveMandatoryResource(camel, "file:" + file);
    PluginHelper.getRoutesLoader(camel).loadRoutes(route);
  }

  /** The component as the product's own settings have it. */
  private static void settle(CamelContext camel, String name) throws IOException {
    var component = camel.getComponent(name);
    var prefix = "camel.component." + name + ".";
    var options = new HashMap<String, Object>();
    for (var key : settings().getPropertyNames()) {
      if (key.startsWith(prefix)) {
        options.put(key.substring(prefix.length()), value(key));
      }
    }
    PropertyBindingSupport.build()
        .withIgnoreCase(true)
        .withMandatory(true)
        .bind(camel, component, options);
  }

  private static String value(String key) throws IOException {
    return String.valueOf(settings().getProperty(key));
  }

  private static MapPropertySource settings() throws IOException {
    var file = new ClassPathResource("application.yaml");
    return (MapPropertySource) new YamlPropertySourceLoader().load("settings", file).getFirst();
  }
}
