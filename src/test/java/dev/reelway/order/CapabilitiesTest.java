package dev.reelway.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.media.ImageInfo;
import dev.reelway.media.MediaInfo;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CapabilitiesTest {

  private static final List<Size> WIDE_AND_TALL =
      List.of(new Size(1280, 720), new Size(720, 1280), new Size(1920, 1080), new Size(1080, 1920));
  private static final Capabilities STRICT = veo().build();
  private static final Capabilities NEAREST = veo().extensions(true).nearest(true).build();

  private static CapabilitiesBuilder veo() {
    return CapabilitiesBuilder.any()
        .seconds(List.of(4, 6, 8))
        .sizes(WIDE_AND_TALL)
        .references(1)
        .watermark(false)
        .remix(false)
        .outputs(1);
  }

  @Test
  void anUnsetCapabilityIsNotLimited() {
    var wild = video("333x777", 59).asRemixOf("video_1");

    assertThat(Capabilities.ANY.refusal(wild)).isEmpty();
    assertThat(Capabilities.ANY.nearest(wild)).isSameAs(wild);
  }

  @Test
  void unfinishedImagesAreLeftOutWhereTheyAreNotTaken() {
    var order =
        new ImageOrder("m", "m", "a cat", "8x4", 1, "png", false, List.of()).withPartialImages(2);

    assertThat(Capabilities.ANY.refusal(order)).isEmpty();
    assertThat(Capabilities.ANY.options(order)).isEmpty();
    assertThat(taking("partial_images").options(order))
        .containsExactly(Map.entry("partial_images", 2L));
  }

  @Test
  void aSupportedOrderIsNotChanged() {
    var possible = video("720x1280", 6);

    assertThat(STRICT.refusal(possible)).isEmpty();
    assertThat(NEAREST.nearest(possible)).isEqualTo(possible);
  }

  @Test
  void eachUnsupportedValueIsRefusedWithTheSupportedOnes() {
    assertThat(refusal(STRICT, video("720x1280", 10)))
        .isEqualTo("seconds: seconds must be one of 4, 6, 8 with the model tiny");
    assertThat(refusal(STRICT, video("720x720", 6)))
        .isEqualTo(
            "size: size must be one of 1280x720, 720x1280, 1920x1080, 1080x1920 with the model"
                + " tiny");
    assertThat(refusal(STRICT, marked(video("720x1280", 6))))
        .isEqualTo("watermark: watermark must be false with the model tiny");
    assertThat(refusal(STRICT, video("720x1280", 6).asRemixOf("video_1"))).startsWith("model: ");
    assertThat(
            refusal(STRICT, video("720x1280", 6).withReferences(List.of(image("a"), image("b")))))
        .isEqualTo("input_reference: input_reference accepts at most 1 images with the model tiny");
  }

  @Test
  void aParameterIsOnlyTakenWhereItIsNamed() {
    var seeded = video("720x1280", 6).withOptions(Map.of("seed", 7));
    var framed = video("720x1280", 6).withRoles(List.of(ReferenceRole.LAST_FRAME));

    assertThat(refusal(STRICT, seeded))
        .isEqualTo("seed: seed must be omitted: it is not available with the model tiny");
    assertThat(refusal(STRICT, framed)).startsWith("last_frame: ");
    assertThat(refusal(NEAREST, seeded)).startsWith("seed: ");
    assertThat(taking("seed").refusal(seeded)).isEmpty();
    assertThat(taking("last_frame").refusal(framed)).isEmpty();
  }

  @Test
  void severalVideosNeedATargetThatMakesThem() {
    var three = video("1280x720", 6).withN(3);

    assertThat(refusal(STRICT, three)).isEqualTo("n: n must be 1 with the model tiny");
    assertThat(refusal(NEAREST, three)).startsWith("n: ");
    assertThat(making(2).refusal(three).orElseThrow())
        .hasMessage("n must be at most 2 with the model tiny");
    assertThat(making(3).refusal(three)).isEmpty();
    assertThat(making(3).nearest(three)).isEqualTo(three);
  }

  @ParameterizedTest
  @CsvSource({"4, 4, true", "4, 5, false", "1, 2, false", ", 10, true"})
  void anOrderMakesAtMostAsManyImagesAsItsTarget(@Nullable Integer outputs, int n, boolean taken) {
    var order = new ImageOrder("m", "m", "a cat", "8x4", n, "png", false, List.of());

    assertThat(making(outputs).refusal(order).isEmpty()).isEqualTo(taken);
  }

  private static Capabilities making(@Nullable Integer outputs) {
    return CapabilitiesBuilder.any().watermark(false).remix(false).outputs(outputs).build();
  }

  @Test
  void aMaskIsOnlyTakenWhereItIsNamedAndCountsAsNoReference() {
    var mask = new ImageGuide(ReferenceRole.MASK, image("b"));
    var edit =
        new ImageOrder("m", "m", "a cat", "8x4", 1, "png", false, List.of(image("a")))
            .withGuide(mask);

    assertThat(refusal(STRICT, edit))
        .isEqualTo("mask: mask must be omitted: it is not available with the model m");
    assertThat(taking("markup").refusal(edit)).isPresent();
    assertThat(taking("mask").refusal(edit)).isEmpty();
  }

  private static Capabilities taking(String parameter) {
    return CapabilitiesBuilder.any()
        .parameters(Set.of(parameter))
        .watermark(false)
        .remix(false)
        .outputs(1)
        .build();
  }

  @ParameterizedTest
  @EnumSource(names = {"EDIT", "EXTEND"})
  void editsAndExtensionsAreMadeOnlyWhereTheyAreNamed(Operation operation) {
    var order = extended(operation, 6);

    assertThat(Capabilities.ANY.refusal(order).orElseThrow().param()).isEqualTo("model");
    assertThat(STRICT.refusal(order)).isPresent();
    assertThat(NEAREST.can(operation)).isEqualTo(operation == Operation.EXTEND);
  }

  /** The source is 30 seconds long, and of a size that the target does not have. */
  @ParameterizedTest
  @CsvSource({"4, 4", "7, 8", "20, 8"})
  void anExtensionIsRoundedByWhatItAdds(int added, int rounded) {
    var order = extended(Operation.EXTEND, added);

    assertThat(NEAREST.refusal(order)).isEmpty();
    assertThat(NEAREST.nearest(order)).isEqualTo(extended(Operation.EXTEND, rounded));
  }

  @Test
  void anExtensionIsLimitedByWhatItAdds() {
    var strict = veo().edits(true).extensions(true).build();

    assertThat(strict.refusal(extended(Operation.EXTEND, 8))).isEmpty();
    assertThat(strict.refusal(extended(Operation.EXTEND, 20)).orElseThrow().param())
        .isEqualTo("seconds");
    assertThat(strict.refusal(extended(Operation.EDIT, 0))).isEmpty();
    assertThat(strict.nearest(extended(Operation.EDIT, 0))).isEqualTo(extended(Operation.EDIT, 0));
  }

  private static VideoOrder extended(Operation operation, int added) {
    return video("500x500", 30 + added).madeOf(new SourceVideo(operation, 30, "video_1", null));
  }

  @ParameterizedTest
  @CsvSource({
    "960x720, 4:3, , 1104x832",
    "720x720, 1:1, , 960x960",
    "1280x720, 16:9, , 1280x720",
    "960x720, 4:3, 720p, 1104x832",
    "1440x1080, 4:3, 1080p, ",
    "720x720, 1:1, 720p, 960x960",
    "480x480, 1:1, 480p, 640x640",
    "1080x720, 3:2, , "
  })
  void aRatioIsTheSizeOfTheTargetThatHasIt(
      String size, String ratio, @Nullable String resolution, @Nullable String sent) {
    var target =
        CapabilitiesBuilder.any()
            .sizes(
                List.of(
                    new Size(640, 640),
                    new Size(1280, 720),
                    new Size(1104, 832),
                    new Size(960, 960)))
            .references(1)
            .watermark(false)
            .remix(false)
            .outputs(1)
            .build();
    var options = new HashMap<String, Object>(Map.of("aspect_ratio", ratio));
    if (resolution != null) {
      options.put("resolution", resolution);
    }
    var order = video(size, 6).withOptions(options);

    assertThat(target.refusal(order).isEmpty()).isEqualTo(sent != null);
    assertThat(target.nearest(order).size()).isEqualTo(sent == null ? size : sent);
  }

  @ParameterizedTest
  @CsvSource({
    "1422x800, 64:36, 800p, 1280x720, 16:9, 720p",
    "1820x768, 64:27, 768p, 1680x720, 21:9, 720p",
    "854x480, 16:9, 480p, 864x496, 16:9, 480p",
    "1080x1080, 1:1, 1080p, 1440x1440, 1:1, 1080p",
    "720x720, 1:1, 720p, 960x960, 1:1, 720p",
    "480x480, 1:1, 480p, 640x640, 1:1, 480p",
    "1280x720, 16:9, 720p, 1280x720, 16:9, 720p",
  })
  void aShapeIsSaidInTheWordsOfTheSizeThatIsMade(
      String size, String ratio, String tier, String made, String madeRatio, String madeTier) {
    var sizes =
        Stream.of("640x640", "1280x720", "1680x720", "864x496", "960x960", "1440x1440")
            .flatMap(one -> Size.read(one).stream())
            .toList();
    var target =
        CapabilitiesBuilder.any()
            .sizes(sizes)
            .references(1)
            .watermark(false)
            .remix(false)
            .outputs(1)
            .build();
    var order = video(size, 6).withOptions(Map.of("aspect_ratio", ratio, "resolution", tier));

    var sent = (VideoOrder) target.nearest(order);

    assertThat(target.refusal(order)).isEmpty();
    assertThat(sent.size()).isEqualTo(made);
    assertThat(sent.options()).isEqualTo(Map.of("aspect_ratio", madeRatio, "resolution", madeTier));
  }

  @ParameterizedTest
  @CsvSource({
    "10, 8", "5, 6", "7, 8", "1, 4", "4, 4",
  })
  void aLengthIsRoundedToTheNearestAndRatherUp(int requested, int made) {
    assertThat(((VideoOrder) NEAREST.nearest(video("720x1280", requested))).seconds())
        .isEqualTo(made);
  }

  @ParameterizedTest
  @CsvSource({
    "1024x1792, 1080x1920",
    "1792x1024, 1920x1080",
    "480x854, 720x1280",
    "640x360, 1280x720",
    "4096x2160, 1920x1080",
    "720x1280, 720x1280",
  })
  void aSizeIsRoundedToTheNearestOfItsOrientation(String requested, String made) {
    assertThat(NEAREST.nearest(video(requested, 4)).size()).isEqualTo(made);
  }

  @Test
  void anUnsupportedWatermarkIsOmittedIfValuesAreRounded() {
    assertThat(NEAREST.refusal(marked(video("720x1280", 6)))).isEmpty();
    assertThat(NEAREST.nearest(marked(video("720x1280", 6))).watermark()).isFalse();
  }

  @Test
  void imagesAndRemixesAreNeverRounded() {
    assertThat(NEAREST.refusal(video("720x1280", 6).asRemixOf("video_1"))).isPresent();
    assertThat(
            NEAREST.refusal(video("720x1280", 6).withReferences(List.of(image("a"), image("b")))))
        .isPresent();
  }

  @Test
  void referenceVideosAndAudiosAreTakenAsOftenAsTheTargetSays() {
    var order =
        video("720x1280", 6).withMedia(List.of(clip("video/mp4", 9), clip("audio/mpeg", 9)));

    assertThat(refusal(Capabilities.ANY, order))
        .isEqualTo(
            "reference_videos: reference_videos must be omitted: it is not available with the model"
                + " tiny");
    assertThat(refusal(files(new ReferenceLimits(1, 0, 10, 10, 10, false)), order))
        .startsWith("reference_audios: ");
    assertThat(files(new ReferenceLimits(1, 1, 10, 10, 10, false)).refusal(order)).isEmpty();
  }

  @Test
  void aFileThatIsTooLargeForARequestNeedsALink() {
    var order = video("720x1280", 6).withMedia(List.of(clip("video/mp4", 11)));

    assertThat(refusal(files(new ReferenceLimits(1, 0, 10, 10, 10, false)), order))
        .isEqualTo(
            "reference_videos: reelway.public-url must be set to send reference_videos of more than"
                + " 10 bytes with the model tiny");
    assertThat(files(new ReferenceLimits(1, 0, 10, 10, 10, true)).refusal(order)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"true, adaptive", "false, "})
  void anAdaptiveRatioIsHandedToTargetsThatKnowIt(boolean adaptive, @Nullable String handed) {
    var order = video("720x1280", 6).withOptions(Map.of("aspect_ratio", "adaptive"));
    var target =
        CapabilitiesBuilder.any().sizes(WIDE_AND_TALL).outputs(1).adaptive(adaptive).build();

    assertThat(target.refusal(order)).isEmpty();
    assertThat(target.nearest(order).options().get("aspect_ratio")).isEqualTo(handed);
  }

  @Test
  void aResolutionThatTheTargetLacksIsRefusedWithThoseItHas() {
    var order = video("1440x2560", 6).withOptions(Map.of("resolution", "2k"));

    assertThat(refusal(STRICT, order))
        .isEqualTo("resolution: resolution must be one of 720p, 1080p with the model tiny");
    assertThat(NEAREST.nearest(order))
        .isEqualTo(video("1080x1920", 6).withOptions(Map.of("resolution", "1080p")));
  }

  @Test
  void aRoundedResolutionIsAUsualOne() {
    var order =
        video("1440x1080", 6).withOptions(Map.of("aspect_ratio", "4:3", "resolution", "1080p"));
    var target =
        CapabilitiesBuilder.any()
            .sizes(List.of(new Size(1280, 720), new Size(1112, 834)))
            .references(1)
            .watermark(false)
            .remix(false)
            .outputs(1)
            .nearest(true)
            .build();

    assertThat(target.nearest(order))
        .isEqualTo(
            video("1112x834", 6).withOptions(Map.of("aspect_ratio", "4:3", "resolution", "720p")));
  }

  @ParameterizedTest
  @CsvSource({
    "4..15, a whole number from 4 to 15",
    "5;10, 'one of 5, 10'",
    "4..12;15, 'one of 4 to 12, 15'",
    "8, 8"
  })
  void lengthsAreReadAndSaidAsRanges(String settings, String said) {
    var lengths = Stream.of(settings.split(";")).flatMap(SupportedLengths::read).toList();

    assertThat(new SupportedLengths(lengths).allowed()).isEqualTo(said);
    assertThat(SupportedLengths.read("15..4")).isEmpty();
    assertThat(SupportedLengths.read("four")).isEmpty();
  }

  @Test
  void ratiosInResolutionsAreSizes() {
    assertThat(Size.of(List.of("16:9", "1:1", "9:16"), List.of("720p", "2k", "4k")))
        .extracting(Size::toString)
        .containsExactly(
            "1280x720",
            "720x720",
            "720x1280",
            "2560x1440",
            "1440x1440",
            "1440x2560",
            "3840x2160",
            "2160x2160",
            "2160x3840");
  }

  @ParameterizedTest
  @CsvSource({
    "1, '',                               ''",
    "2, '',                               one image without a role: last_frame",
    "2, last_frame,                       ''",
    "3, last_frame,                       two images without a role: reference_images",
    "2, reference_images,                 one image without a role: last_frame",
    "3, reference_images,                 ''",
  })
  void imagesWithoutARoleNeedWhatTheyBecome(int count, String parameter, String refused) {
    var order = starting(count);
    var framing = framing(true, parameter);

    assertThat(framing.refusal(order).map(OrderRefused::sentence).orElse(""))
        .isEqualTo(
            refused.isEmpty()
                ? ""
                : "input_reference accepts %s is not available with the model m"
                    .formatted(refused));
    assertThat(framing(false, parameter).refusal(order)).isEmpty();
  }

  @Test
  void moreThanTwoImagesWithoutARoleAreReferences() {
    var roles = Collections.nCopies(3, ReferenceRole.REFERENCE);

    assertThat(framing(true, "seed").withRoles(starting(3)))
        .isEqualTo(starting(3).withRoles(roles));
    assertThat(framing(true, "seed").withRoles(starting(2))).isEqualTo(starting(2));
    assertThat(framing(false, "seed").withRoles(starting(3))).isEqualTo(starting(3));
  }

  private static VideoOrder starting(int count) {
    var image = new ImageInfo("a", "image/png", 1, 1, 1);
    return new VideoOrder("m", "m", "a fox", "1280x720", 8, false, false, false, null)
        .withReferences(Collections.nCopies(count, image));
  }

  private static Capabilities framing(boolean frames, String parameter) {
    return CapabilitiesBuilder.any()
        .parameters(Set.of(parameter))
        .outputs(1)
        .frames(frames)
        .build();
  }

  @Test
  void aRemixThatEditsItsSourceCannotDifferFromIt() {
    var source = new Orders(Asking.MODELS).video(Parameters.of("prompt", "a fox"));
    var longer = remix(source, "seconds", "15");
    var same = remix(source, "seconds", "10");

    assertThat(refusal(editing(false), longer))
        .isEqualTo(
            "seconds: seconds must be omitted, or be that of the source video: remixes keep it with"
                + " the model sora_video2");
    assertThat(editing(false).refusal(same)).isEmpty();
    assertThat(editing(true).refusal(longer)).isEmpty();
    assertThat(Capabilities.ANY.refusal(longer)).isEmpty();
  }

  private static Order remix(VideoOrder source, String name, String value) {
    var parameters = Parameters.of("prompt", "a dog").merge(Parameters.of(name, value));
    return new Orders(Asking.MODELS).remix(parameters, "video_1", source);
  }

  private static Capabilities editing(boolean nearest) {
    return CapabilitiesBuilder.any()
        .seconds(List.of(4))
        .remixAsEdit(true)
        .outputs(1)
        .nearest(nearest)
        .build();
  }

  private static Capabilities files(ReferenceLimits limits) {
    return CapabilitiesBuilder.any().outputs(1).files(limits).build();
  }

  private static MediaInfo clip(String type, long bytes) {
    return new MediaInfo("c", type, bytes, null, null, 5);
  }

  private static String refusal(Capabilities capabilities, Order order) {
    var refused = capabilities.refusal(order).orElseThrow();
    return refused.param() + ": " + refused.sentence();
  }

  private static VideoOrder video(String size, int seconds) {
    return new VideoOrder("tiny", "tiny", "a fox", size, seconds, false, false, false, null);
  }

  private static VideoOrder marked(VideoOrder video) {
    return video.rounded(video.seconds(), video.size(), true);
  }

  private static ImageInfo image(String sha256) {
    return new ImageInfo(sha256, "image/png", 10, 4, 4);
  }
}
