package dev.reelway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reelway.setup.ConfigurationRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.io.ByteArrayResource;
import org.yaml.snakeyaml.Yaml;

/** What an operator writes about the requests of a model, and what becomes of an order by it. */
class RequestFormsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ORDER =
      """
      {"kind": "video", "job": "video_1", "model": "m", "prompt": "a fox {{prompt}}", "size": "1280x720",
       "width": 1280, "height": 720, "orientation": "landscape", "seconds": 5, "n": 1,
       "output_format": null, "watermark": false, "options": {"seed": 7},
       "references": [{"role": "last_frame"}, {}, {"role": "reference_image"},
                      {"role": "reference_video"}, {"role": "reference_audio"}]}
      """;
  private static final String FILES = "[\"u0\", \"u1\", \"u2\", \"u3\", \"u4\"]";

  private final Path folder;

  RequestFormsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void anOrderHasValues() throws Exception {
    assertThat(asked(order(), "order_values(%s) | del(.random)".formatted(FILES)))
        .isEqualTo(
            JSON.readTree(
                """
                {"job": "video_1", "model": "m", "prompt": "a fox {{prompt}}", "size": "1280x720",
                 "width": 1280, "height": 720, "orientation": "landscape", "seconds": 5, "n": 1,
                 "watermark": false, "seed": 7, "aspect_ratio": "16:9", "resolution": "720p",
                 "last_frame": "u0", "first_frame": "u1", "image": "u0", "images": ["u0", "u1", "u2"],
                 "reference_images": ["u2"], "reference_videos": ["u3"], "reference_audios": ["u4"]}
                """));
  }

  @ParameterizedTest
  @CsvSource({
    "1280, 720, 16:9, 720p",
    "720, 1280, 9:16, 720p",
    "1104, 832, 4:3, 720p",
    "1584, 672, 21:9, 720p",
    "832, 480, 16:9, 480p",
    "1024, 1792, 9:16, 1080p",
    "640, 360, 16:9, 360p",
    "2560, 1440, 16:9, 2k",
    "3840, 2160, 16:9, 4k",
    "960, 960, 1:1, 1080p"
  })
  void aSizeHasAShapeAndATier(int width, int height, String shape, String tier) throws Exception {
    var order = (ObjectNode) order();
    order.put("width", width).put("height", height);

    assertThat(asked(order, "order_values([]) | [.aspect_ratio, .resolution] | join(\" \")"))
        .hasToString("\"%s %s\"".formatted(shape, tier));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | {prompt: FOX, duration: 5s, image_url: u1, images: [u2]}",
        "{seconds: length} | {prompt: FOX, image_url: u1, images: [u2], length: 5}",
        "{seconds: {as: duration, type: string}} | {prompt: FOX, image_url: u1,"
            + " images: [u2], duration: '5'}",
        "{seconds: {as: clip.length, prefix: '~'}} | {prompt: FOX, image_url: u1,"
            + " images: [u2], clip: {length: '~5'}}",
        "{resolution: {type: number}} | {prompt: FOX, duration: 5s, image_url: u1,"
            + " images: [u2], resolution: 720}",
        "{resolution: {as: tier, values: {720p: hd, 1080p: full}}} | {prompt: FOX,"
            + " duration: 5s, image_url: u1, images: [u2], tier: hd}",
        "{aspect_ratio: {as: shape, values: {'[16:9]': wide}}} | {prompt: FOX,"
            + " duration: 5s, image_url: u1, images: [u2], shape: wide}",
        "{aspect_ratio: {as: shape, values: {'16:9': wide}}} | {prompt: FOX, duration:"
            + " 5s, image_url: u1, images: [u2], shape: wide}",
        "{first_frame: false, reference_images: false} | {prompt: FOX, duration: 5s}",
        "{reference_images: {as: images, prefix: 'p:'}} | {prompt: FOX, duration: 5s,"
            + " image_url: u1, images: ['p:u2']}",
        "{first_frame: {as: images, type: list}} | {prompt: FOX, duration: 5s, images:"
            + " [u1, u2]}",
        "{frames: {value: '{{.seconds * 16 + 1}}'}} | {prompt: FOX, duration: 5s,"
            + " image_url: u1, images: [u2], frames: 81}",
        "{seed: seed, safe: {value: true}, steps: steps} | {prompt: FOX, duration: 5s,"
            + " image_url: u1, images: [u2], seed: 7, safe: true}",
        "{loras: {value: [{path: x, scale: 0.5}, '{{seed}}', '{{steps}}']}} | {prompt: FOX,"
            + " duration: 5s, image_url: u1, images: [u2], loras: [{path: x, scale:"
            + " 0.5}, 7]}"
      })
  void aModelNamesItsFields(String fields, String sent) throws Exception {
    var usual =
        "{prompt: \"prompt\", seconds: {as: \"duration\", suffix: \"s\"},"
            + " first_frame: \"image_url\", reference_images: {as: \"images\", type: \"list\"}}";

    assertThat(
            asked(completed("fields: " + fields), "order_fields(%s; %s)".formatted(FILES, usual)))
        .isEqualTo(yaml(sent));
  }

  @Test
  void theSlotsOfATemplateAreFilled() throws Exception {
    write(
        "workflows/wan.json",
        """
        {"6": {"inputs": {"text": "{{prompt}}, film grain", "clip": ["38", 0]}},
         "40": {"inputs": {"length": "{{.seconds * 16 + 1}}", "width": "{{width}}", "none": null,
                           "noise_seed": "{{ .seed // .random }}", "image": "{{mask}}"}}}
        """);

    assertThat(asked(completed("template: workflows/wan.json"), "order_template([])"))
        .isEqualTo(
            JSON.readTree(
                """
                {"6": {"inputs": {"text": "a fox {{prompt}}, film grain", "clip": ["38", 0]}},
                 "40": {"inputs": {"length": 81, "width": 1280, "none": null, "noise_seed": 7}}}
                """));
  }

  @Test
  void anOrderWithoutASeedHasARandomNumberOfItsOwn() throws Exception {
    var order = (ObjectNode) order();
    var other = order.deepCopy().put("job", "video_2");

    var number = asked(order, "order_values([]) | .random");

    assertThat(number.isInt()).isTrue();
    assertThat(number).isEqualTo(asked(order, "order_values([]) | .random"));
    assertThat(number).isNotEqualTo(asked(other, "order_values([]) | .random"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fields: {secnds: duration} | .fields.secnds cannot be sent: secnds is no value of an"
            + " order. The values are: aspect_ratio, ",
        "fields: {seconds: 5} | .fields.seconds must be the name of a field, false, or keys like"
            + " {as: duration, type: string}.",
        "fields: {seconds: 'a b'} | .fields.seconds must be the name of a field, false, or keys"
            + " like {as: duration, type: string}.",
        "fields: {seconds: {to: x}} | .fields.seconds has the unknown key to. Known keys: as, type,"
            + " prefix, suffix, values, value.",
        "fields: {seconds: {as: 'a b'}} | .fields.seconds.as must be the name of a field, like"
            + " duration or camera.motion.",
        "fields: {seconds: {type: text}} | .fields.seconds.type must be one of: string, number,"
            + " list.",
        "fields: {reference_images: {as: image, type: string}} | .fields.reference_images.type must"
            + " be list, or be left out: it is for several files. The first image alone is"
            + " `image`.",
        "fields: {seconds: {values: 5s}} | .fields.seconds.values must map words of an order to"
            + " words of the engine, like {720p: hd}.",
        "fields: {seconds: duration, fps: duration} | .fields.seconds is sent as a field that"
            + " another value is sent as too. Only lists can be joined.",
        "fields: {x: {value: '{{secnds}}'}} | .fields.x.value has the slot {{secnds}}, but secnds"
            + " is no value of an order. The values are: aspect_ratio, ",
        "fields: {x: {value: '{{.seconds *}}'}} | .fields.x.value has the slot {{.seconds *}},"
            + " which is neither the name of a value nor a jq expression.",
        "template: none.json | .template names none.json, which does not exist. Put the file beside"
            + " the application.yaml, or correct the path.",
        "template: list.json | .template names <folder>/list.json, which is not a JSON object.",
        "template: broken.json | .template names <folder>/broken.json, which is not valid JSON at"
            + " line 2, column 1.",
        "template: slot.json | .template names <folder>/slot.json, which has the slot {{promt}},"
            + " but promt is no value of an order. The values are: aspect_ratio, "
      })
  void aWrongFormKeepsTheServiceFromStarting(String form, String sentence) throws IOException {
    write("list.json", "[]");
    write("broken.json", "{\"a\":\n");
    write("slot.json", "{\"a\": [\"{{promt}}\"]}");

    assertThatThrownBy(() -> completed(form))
        .isInstanceOf(ConfigurationRefused.class)
        .hasMessageStartingWith(
            "reelway.models.m" + sentence.replace("<folder>", folder.toString()));
  }

  @Test
  void oneModelHasOneForm() {
    assertThatThrownBy(
            () ->
                forms(
                    "{a: [{upstream: u, model: m}], b: [{upstream: u, model: m, fields: {fps:"
                        + " rate}}]}"))
        .hasMessage(
            "reelway.models.b gives model m at upstream u other fields or another template than"
                + " another entry. Make them equal.");
  }

  @Test
  void anotherUpstreamsOrderIsLeftAlone() throws Exception {
    var forms = forms("{m: [{upstream: u, model: m, fields: {fps: rate}}]}");

    assertThat(forms.complete(upstream("other"), order())).isEqualTo(order());
  }

  private JsonNode completed(String form) throws IOException {
    return forms("{m: [{upstream: u, model: m, %s}]}".formatted(form))
        .complete(upstream("u"), order());
  }

  private static Upstream upstream(String name) {
    return new Upstream(name, "fal", "https://queue.example", "key", "k", false);
  }

  /** As Boot reads it. */
  private RequestForms forms(String models) throws IOException {
    var file = new ByteArrayResource(("models: " + models).getBytes());
    var sources = new MutablePropertySources();
    new YamlPropertySourceLoader().load("file", file).forEach(sources::addLast);
    var type =
        ResolvableType.forClassWithGenerics(
            Map.class,
            ResolvableType.forClass(String.class),
            ResolvableType.forClassWithGenerics(List.class, TargetSettings.class));
    var bound =
        new Binder(ConfigurationPropertySources.from(sources))
            .bind("models", Bindable.<Map<String, List<TargetSettings>>>of(type));
    return new RequestFormFactory(List.of(folder)).forms(bound.get());
  }

  private void write(String path, String text) throws IOException {
    var file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static JsonNode order() throws IOException {
    return JSON.readTree(ORDER);
  }

  private static JsonNode yaml(String flow) throws IOException {
    var all = JSON.valueToTree(new Yaml().<Object>load(flow)).toString();
    return JSON.readTree(all.replace("FOX", "a fox {{prompt}}"));
  }

  private static JsonNode asked(JsonNode order, String expression) throws Exception {
    var scope = Scope.newEmptyScope();
    BuiltinFunctionLoader.getInstance().loadFunctions(Versions.JQ_1_6, scope);
    var all = new ArrayList<JsonNode>();
    JsonQuery.compile(expression, Versions.JQ_1_6).apply(scope, order, all::add);
    return JSON.readTree(all.getFirst().toString());
  }
}
