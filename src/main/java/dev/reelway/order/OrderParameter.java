package dev.reelway.order;

import dev.reelway.order.ParameterType.Bool;
import dev.reelway.order.ParameterType.Decimal;
import dev.reelway.order.ParameterType.Files;
import dev.reelway.order.ParameterType.OneOf;
import dev.reelway.order.ParameterType.Pairs;
import dev.reelway.order.ParameterType.Text;
import dev.reelway.order.ParameterType.Video;
import dev.reelway.order.ParameterType.Whole;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of orders: one table for JSON, forms, query strings, prompt files, batches,
 * messages and chat. A name is recognised in any spelling ({@code aspect_ratio}, {@code
 * aspectRatio}, {@code aspect-ratio}), and so are its aliases, which come from the APIs of other
 * engines and from their SDKs.
 *
 * <p>Longer than 300 lines because it is one table.
 */
public enum OrderParameter {
  PROMPT(Use.BOTH, new Text(32_000), "promptText", "textPrompt"),
  MODEL(Use.BOTH, new Text(200), "modelId", "modelName"),
  SIZE(Use.BOTH, new Text(20), "videoSize", "imageSize"),
  WIDTH(Use.BOTH, new Whole(1, 4096)),
  HEIGHT(Use.BOTH, new Whole(1, 4096)),
  ASPECT_RATIO(Use.BOTH, new Text(20), "ratio", "aspect"),
  RESOLUTION(Use.VIDEO, new Text(20), "resolutionTier", "videoResolution"),
  ORIENTATION(Use.BOTH, OneOf.words("portrait", "landscape")),
  SECONDS(
      Use.VIDEO,
      new Whole(1, 60),
      "duration",
      "durationSeconds",
      "videoDuration",
      "videoLength",
      "lengthSeconds"),
  HD(Use.VIDEO, new Bool()),
  N(
      Use.BOTH,
      new Whole(1, 10),
      "numImages",
      "numVideos",
      "numberOfImages",
      "numberOfVideos",
      "sampleCount",
      "numOutputs"),
  WATERMARK(Use.BOTH, new Bool(), "addWatermark"),
  CALLBACK_URL(Use.BOTH, new Text(2048), "webhookUrl", "webhook"),
  METADATA(Use.BOTH, new Pairs()),
  OUTPUT_FORMAT(Use.IMAGE, OneOf.words("png", "jpeg", "webp")),
  RESPONSE_FORMAT(Use.IMAGE, OneOf.words("url", "b64_json")),
  STREAM(Use.BOTH, new Bool()),
  PARTIAL_IMAGES(Use.IMAGE, new Whole(0, 3)),

  SEED(Use.OPTION_OF_BOTH, new Whole(0, 4_294_967_295L), "randomSeed"),
  NEGATIVE_PROMPT(Use.OPTION_OF_BOTH, new Text(10_000), "negative"),
  GENERATE_AUDIO(
      Use.OPTION_OF_VIDEO,
      new Bool(),
      "audio",
      "sound",
      "withAudio",
      "enableAudio",
      "audioEnabled"),
  FPS(Use.OPTION_OF_VIDEO, new Whole(1, 120), "frameRate", "framesPerSecond"),
  ENHANCE_PROMPT(
      Use.OPTION_OF_BOTH, new Bool(), "promptExtend", "promptOptimizer", "promptEnhancer"),
  GUIDANCE_SCALE(Use.OPTION_OF_BOTH, new Decimal(0, 100), "cfgScale", "cfg"),
  STEPS(Use.OPTION_OF_BOTH, new Whole(1, 1_000), "numInferenceSteps", "inferenceSteps"),
  QUALITY(
      Use.OPTION_OF_IMAGE,
      OneOf.words("low", "medium", "high", "xhigh", "max", "standard", "hd", "auto")),
  BACKGROUND(Use.OPTION_OF_IMAGE, OneOf.words("transparent", "opaque", "auto")),
  OUTPUT_COMPRESSION(Use.OPTION_OF_IMAGE, new Whole(0, 100)),
  MODERATION(Use.OPTION_OF_IMAGE, OneOf.words("low", "auto")),
  INPUT_FIDELITY(Use.OPTION_OF_IMAGE, OneOf.words("low", "high")),
  COMPLEXITY(Use.OPTION_OF_IMAGE, OneOf.words("low", "medium", "high")),
  STYLE(Use.OPTION_OF_IMAGE, OneOf.words("vivid", "natural")),
  SAFETY_IDENTIFIER(Use.OPTION_OF_BOTH, new Text(512), "user"),

  FIRST_FRAME(
      Use.VIDEO,
      ReferenceRole.FIRST_FRAME,
      "firstFrameUrl",
      "firstFrameImage",
      "startImage",
      "startImageUrl",
      "startFrame",
      "imageStart"),
  INPUT_REFERENCE(
      Use.BOTH,
      (ReferenceRole) null,
      "image",
      "images",
      "imageUrl",
      "imageUrls",
      "inputImage",
      "inputImages",
      "inputImageUrl",
      "promptImage",
      "initImage",
      "imageFile",
      "imgUrl",
      "frameImages",
      "file",
      "files"),
  REFERENCE_IMAGES(
      Use.BOTH,
      ReferenceRole.REFERENCE,
      "referenceImage",
      "referenceImageUrl",
      "referenceImageUrls",
      "referenceUrls",
      "references",
      "inputReferences"),
  REFERENCE_VIDEOS(
      Use.VIDEO,
      ReferenceRole.REFERENCE_VIDEO,
      "referenceVideo",
      "referenceVideoUrl",
      "referenceVideoUrls",
      "videoUrls",
      "videos",
      "inputVideos"),
  REFERENCE_AUDIOS(
      Use.VIDEO,
      ReferenceRole.REFERENCE_AUDIO,
      "referenceAudio",
      "referenceAudioUrl",
      "referenceAudioUrls",
      "audioUrl",
      "audioUrls",
      "audios",
      "audioFile",
      "inputAudio"),
  LAST_FRAME(
      Use.VIDEO,
      ReferenceRole.LAST_FRAME,
      "lastFrameUrl",
      "lastFrameImage",
      "endImage",
      "endImageUrl",
      "endFrame",
      "imageEnd",
      "imageTail",
      "tailImage",
      "tailImageUrl"),
  MASK(Use.IMAGE, ReferenceRole.MASK, "maskImage", "maskUrl"),
  MARKUP(Use.IMAGE, ReferenceRole.MARKUP, "markupImage", "markupUrl"),

  VIDEO(Use.EDIT, new Video(), "videoUrl", "inputVideo", "sourceVideo", "videoFile", "videoId"),

  OUTPUT_NAME(Use.FILE, new Text(1_000)),
  PRIORITY(Use.FILE, new Text(10)),
  LONGEST_WAIT(Use.FILE, new Text(20));

  /** What a parameter is for. */
  private enum Use {
    BOTH,
    VIDEO,
    IMAGE,
    /** An option of videos and images that not every target takes. */
    OPTION_OF_BOTH,
    OPTION_OF_VIDEO,
    OPTION_OF_IMAGE,
    /** For edits and extensions of videos only. */
    EDIT,
    /** For orders of prompt files and messages only. */
    FILE
  }

  private static final Map<String, OrderParameter> BY_SPELLING = bySpelling();

  private final Use use;
  private final ParameterType type;
  private final @Nullable ReferenceRole role;
  private final List<String> aliases;

  OrderParameter(Use use, ParameterType type, String... aliases) {
    this.use = use;
    this.type = type;
    this.role = null;
    this.aliases = Arrays.stream(aliases).map(OrderParameter::inWords).toList();
  }

  OrderParameter(Use use, @Nullable ReferenceRole role, String... aliases) {
    this.use = use;
    this.type = new Files(role == null ? "image" : role.kind());
    this.role = role;
    this.aliases = Arrays.stream(aliases).map(OrderParameter::inWords).toList();
  }

  private static Map<String, OrderParameter> bySpelling() {
    var all = new HashMap<String, OrderParameter>();
    for (var one : values()) {
      one.names().forEach(name -> all.put(letters(name), one));
    }
    return Map.copyOf(all);
  }

  /** {@code aspectRatio} in lower case, as {@code aspect_ratio}. */
  private static String inWords(String camelCase) {
    return camelCase.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static String letters(String name) {
    var letters = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char one = name.charAt(i);
      if (one != '_' && one != '-' && one != ' ') {
        letters.append(Character.toLowerCase(one));
      }
    }
    return letters.toString();
  }

  /** The parameter of this name or alias, in any spelling; empty if there is none. */
  public static Optional<OrderParameter> named(String written) {
    return Optional.ofNullable(BY_SPELLING.get(letters(written)));
  }

  /** The name as the documentation spells it. */
  public String canonical() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The other names, in lower case with underscores. */
  public List<String> aliases() {
    return aliases;
  }

  private Stream<String> names() {
    return Stream.concat(Stream.of(canonical()), aliases.stream());
  }

  /** What is allowed, as it follows "must be". */
  public String allowed() {
    return type.allowed();
  }

  ParameterType type() {
    return type;
  }

  /** What a file of this parameter is to the order, or null if nothing is said. */
  public @Nullable ReferenceRole role() {
    return role;
  }

  /** Whether it takes images, videos or audio files that an order starts from or refers to. */
  public boolean isReference() {
    return type instanceof Files;
  }

  /** Whether its values are images, videos or audio files, as files or in another form. */
  public boolean isMedia() {
    return type instanceof Files || type instanceof Video;
  }

  /** Whether its value is no image or video: a text, a number, a boolean, or strings by name. */
  public boolean isScalar() {
    return !isMedia();
  }

  /** Whether spreadsheets may write it as {@code 10.0} or {@code TRUE}. */
  public boolean isNumberOrBoolean() {
    return !(type instanceof Text || type instanceof OneOf || type instanceof Pairs || isMedia());
  }

  /** Whether prompt files and messages may have it: those below say how a call is answered. */
  public boolean isForLists() {
    return this != RESPONSE_FORMAT && this != STREAM && this != PARTIAL_IMAGES;
  }

  /** Whether only orders of prompt files and messages have it. */
  public boolean isForFiles() {
    return use == Use.FILE;
  }

  /** Whether only edits and extensions of videos have it. */
  public boolean isForEdits() {
    return use == Use.EDIT;
  }

  boolean isOption() {
    return use == Use.OPTION_OF_BOTH || use == Use.OPTION_OF_VIDEO || use == Use.OPTION_OF_IMAGE;
  }

  /** Whether some targets take it and others do not, so that a target's settings must name it. */
  public boolean isConfigured() {
    return isOption()
        || isPreference()
        || role != null && role != ReferenceRole.FIRST_FRAME && !role.isMedia();
  }

  /** Whether targets take it as often as their settings say, and not at all by default. */
  public boolean isCounted() {
    return role != null && role.isMedia();
  }

  /** Whether targets that do not take it render an order without it. */
  boolean isPreference() {
    return this == PARTIAL_IMAGES || this == SAFETY_IDENTIFIER;
  }

  /** Whether orders of videos have it. */
  public boolean isForVideos() {
    return use != Use.IMAGE && use != Use.OPTION_OF_IMAGE && !isElsewhere();
  }

  /** Whether orders of images have it. */
  public boolean isForImages() {
    return use != Use.VIDEO && use != Use.OPTION_OF_VIDEO && !isElsewhere();
  }

  private boolean isElsewhere() {
    return use == Use.FILE || use == Use.EDIT;
  }
}
