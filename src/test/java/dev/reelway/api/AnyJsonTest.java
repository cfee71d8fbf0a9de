package dev.reelway.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.api.JsonStringSpooler.JsonLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** For any JSON, the parsed value and the files together equal what was sent. */
class AnyJsonTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static Path folder = Path.of("");

  @BeforeContainer
  static void aFolder() throws IOException {
    folder = Files.createTempDirectory("any-json");
  }

  @AfterContainer
  static void isEmptyAgain() throws IOException {
    Files.delete(folder);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void storedBytesEqualSentBytes(
      @ForAll("values") Object value,
      @ForAll @IntRange(min = 1, max = 40) int threshold,
      @ForAll @IntRange(min = 1, max = 50) int atOnce,
      @ForAll long seed)
      throws IOException {
    var sent = new Writing(new Random(seed)).of(value).getBytes(UTF_8);

    var jsonLimits = new JsonLimits(threshold, 1_000_000, 1_000_000);
    var body = JsonStringSpoolerTest.trickle(sent, atOnce);
    try (var strings = new JsonStringSpooler(body, folder, jsonLimits)) {
      var read = JSON.readTree(strings.json());

      assertThat(JsonStringSpoolerTest.restored(read, strings)).isEqualTo(JSON.readTree(sent));
    }
  }

  @Property
  void randomBytesDoNotBreakIt(@ForAll byte[] sent, @ForAll @IntRange(min = 1, max = 50) int atOnce)
      throws IOException {
    var jsonLimits = new JsonLimits(3, 1_000_000, 1_000_000);
    try (var strings =
        new JsonStringSpooler(JsonStringSpoolerTest.trickle(sent, atOnce), folder, jsonLimits)) {
      assertThat(strings.json().readAllBytes()).isNotNull();
    }
  }

  @Property
  void randomStructuresDoNotBreakIt(
      @ForAll("nearlyJson") String sent, @ForAll @IntRange(min = 1, max = 9) int atOnce)
      throws IOException {
    randomBytesDoNotBreakIt(sent.getBytes(UTF_8), atOnce);
  }

  @Provide
  Arbitrary<String> nearlyJson() {
    return Arbitraries.strings().withChars("{}[],:\"\\u0dxn \u0000").ofMaxLength(60);
  }

  @Provide
  Arbitrary<Object> values() {
    return values(4);
  }

  private static Arbitrary<Object> values(int deepest) {
    var plain = Arbitraries.of((Object) 0, -1.5e10, true, false);
    var texts = texts().map(text -> (Object) text);
    if (deepest == 0) {
      return Arbitraries.oneOf(plain, texts);
    }
    var below = values(deepest - 1);
    var lists = below.list().ofMaxSize(4).map(list -> (Object) list);
    var objects = Arbitraries.maps(texts(), below).ofMaxSize(4).map(LinkedHashMap::new);
    return Arbitraries.oneOf(plain, texts, lists, objects.map(map -> (Object) map));
  }

  private static Arbitrary<String> texts() {
    var deliveries =
        Arbitraries.of("a", "Z", "\"", "\\", "/", "\n", "\t", "\u0000", "é", "€", "🎬", ":");
    return deliveries.list().ofMaxSize(60).map(list -> String.join("", list));
  }

  /** Writes JSON in any of the ways in which it may be written. */
  private record Writing(Random random) {

    String of(Object value) {
      return space() + bare(value) + space();
    }

    private String bare(Object value) {
      return switch (value) {
        case String text -> "\"" + escaped(text) + "\"";
        case List<?> list -> list.stream().map(this::of).collect(Collectors.joining(",", "[", "]"));
        case LinkedHashMap<?, ?> map ->
            map.entrySet().stream()
                .map(one -> of(one.getKey()) + ":" + of(one.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
        default -> String.valueOf(value);
      };
    }

    private String space() {
      return List.of("", "", " ", "\n\t").get(random.nextInt(4));
    }

    private String escaped(String text) {
      return text.chars().mapToObj(this::escaped).collect(Collectors.joining());
    }

    private String escaped(int unit) {
      int place = "\"\\/\n\t".indexOf(unit);
      boolean mayStayAsItIs = unit >= ' ' && unit != '"' && unit != '\\';
      // An unescaped surrogate cannot be paired with an escaped one.
      if (Character.isSurrogate((char) unit)
          || (!mayStayAsItIs && place < 0)
          || random.nextInt(5) == 0) {
        return "\\u%04x".formatted(unit);
      }
      return place >= 0 && !(mayStayAsItIs && random.nextBoolean())
          ? "\\" + "\"\\/nt".charAt(place)
          : Character.toString(unit);
    }
  }
}
