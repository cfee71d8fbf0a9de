package dev.reelway.order;

import static dev.reelway.order.Asking.refusal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

class ModelNameTest {

  private static final List<List<String>> CHOICES =
      List.of(
          List.of("", "portrait", "landscape"),
          List.of("", "hd"),
          List.of("", "10s", "15s", "25s"),
          List.of("", "pro"));
  private static final Set<String> SUFFIXES =
      Set.of("portrait", "landscape", "hd", "10s", "15s", "25s", "pro");

  @Property
  void theOrderOfSuffixesDoesNotMatter(@ForAll("orders") Tuple2<List<String>, List<String>> two) {
    var one = read(two.get1());
    var other = read(two.get2());

    assertThat(one.base()).isEqualTo("sora_video2");
    assertThat(texts(one)).isEqualTo(Set.copyOf(two.get1()));
    assertThat(one.suffixes()).isEqualTo(other.suffixes());
    assertThat(one.seconds()).isEqualTo(other.seconds());
    assertThat(one.landscape()).isEqualTo(other.landscape());
  }

  @Property
  void twoSuffixesAboutTheSameThingAreRefusedByName(
      @ForAll("consistently") List<String> suffixes, @ForAll("pairs") List<String> pair) {
    var all = new ArrayList<>(suffixes);
    all.removeIf(pair::contains);
    all.addAll(pair);

    var refusal = refusal(() -> read(all));

    assertThat(refusal.param()).isEqualTo("model");
    assertThat(refusal.sentence()).contains("contradicting suffixes");
  }

  @Property
  void aContradictingPairIsNamed(@ForAll("pairs") List<String> pair) {
    assertThat(refusal(() -> read(pair)).sentence()).contains(pair);
  }

  @Property
  void anythingElseIsRefusedByName(
      @ForAll("consistently") List<String> before, @ForAll("strangers") String stranger) {
    var all = new ArrayList<>(before);
    all.add(stranger);

    var refusal = refusal(() -> read(all));

    assertThat(refusal.param()).isEqualTo("model");
    assertThat(refusal.sentence()).contains("'" + stranger + "'").contains("landscape, hd, 10s");
  }

  @Property
  void noOtherModelTakesASuffix(@ForAll("others") String base, @ForAll("known") String suffix) {
    var refusal = refusal(() -> ModelName.read(base + "-" + suffix, Asking.MODELS));

    assertThat(refusal.param()).isEqualTo("model");
    assertThat(refusal.sentence())
        .contains(base)
        .contains("does not accept suffixes")
        .contains(suffix);
  }

  @Property
  void randomNamesDoNotBreakTheReader(@ForAll String written) {
    var known = Set.copyOf(Asking.NAMES);
    try {
      assertThat(known).contains(ModelName.read(written, Asking.MODELS).base());
    } catch (OrderRefused refused) {
      assertThat(refused.sentence()).hasSizeLessThan(300).startsWith("model ");
      assertThat(UTF_8.newEncoder().canEncode(refused.sentence())).isTrue();
    }
  }

  @Example
  void aSentenceHoldsNoHalfCharacters() {
    for (var written : List.of("x".repeat(63) + "🎬🎬", "sora-\ud83c", "sora_video2-\udfac")) {
      var sentence = refusal(() -> ModelName.read(written, Asking.MODELS)).sentence();

      assertThat(UTF_8.newEncoder().canEncode(sentence)).isTrue();
    }
  }

  @Example
  void aSuffixTwiceIsRefused() {
    assertThat(refusal(() -> read(List.of("hd", "hd"))).sentence()).contains("hd twice");
  }

  @Provide
  Arbitrary<Tuple2<List<String>, List<String>>> orders() {
    return consistent()
        .flatMap(
            some ->
                Combinators.combine(Arbitraries.shuffle(some), Arbitraries.shuffle(some))
                    .as(Tuple::of));
  }

  @Provide
  Arbitrary<List<String>> consistently() {
    return consistent().flatMap(Arbitraries::shuffle);
  }

  @Provide
  Arbitrary<List<String>> pairs() {
    return Arbitraries.of(
            List.of("portrait", "landscape"),
            List.of("10s", "15s"),
            List.of("15s", "25s"),
            List.of("10s", "25s"))
        .flatMap(Arbitraries::shuffle);
  }

  @Provide
  Arbitrary<String> strangers() {
    var words = Arbitraries.of("", "30s", "5s", "4k", "HD", "Landscape", "PRO", "10S", "hd ", "10");
    var deliveries = Arbitraries.strings().alpha().numeric().ofMaxLength(12);
    return Arbitraries.oneOf(words, deliveries).filter(text -> !SUFFIXES.contains(text));
  }

  @Provide
  Arbitrary<String> others() {
    return Arbitraries.of("sora_image", "sora_video", "sora-2", "sora-2-pro", "house-model");
  }

  @Provide
  Arbitrary<String> known() {
    return Arbitraries.of(SUFFIXES).filter(suffix -> !suffix.equals("pro"));
  }

  private static Arbitrary<List<String>> consistent() {
    return Combinators.combine(CHOICES.stream().map(Arbitraries::of).toList())
        .as(chosen -> chosen.stream().filter(text -> !text.isEmpty()).toList());
  }

  private static ModelName read(List<String> suffixes) {
    var name = suffixes.stream().map(text -> "-" + text).collect(Collectors.joining());
    return ModelName.read("sora_video2" + name, Asking.MODELS);
  }

  private static Set<String> texts(ModelName name) {
    return name.suffixes().stream().map(Suffix::text).collect(Collectors.toSet());
  }
}
