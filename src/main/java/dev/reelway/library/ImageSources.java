package dev.reelway.library;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.media.UploadedContent;
import dev.reelway.order.OrderParameter;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import dev.reelway.order.ReferenceRole;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses the reference images, videos and audio files of a request in all forms that clients use:
 * files, URLs, {@code data:} URLs and bare base64 as texts, {@code {image_url}}, {@code {file_id}}
 * and {@code {b64_json}} as objects, and lists of all these.
 */
public final class ImageSources {

  private static final Pattern FILE_ID = Pattern.compile("file-[A-Za-z0-9]{1,64}");
  private static final Pattern FILE_NAME =
      Pattern.compile(
          "(?i)[^\\p{Cntrl}/\\\\]{1,100}\\.(png|jpe?g|webp|mp4|mov|webm|mp3|wav|m4a|aac|ogg|flac)");
  private static final Pattern HTTP = Pattern.compile("(?is)https?://.*");
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_=\\s-]{32,}");
  private static final List<String> KEYS =
      List.of(
          "image_url",
          "imageUrl",
          "video_url",
          "videoUrl",
          "audio_url",
          "audioUrl",
          "input_audio",
          "url",
          "uri",
          "image",
          "video",
          "audio",
          "data",
          "file_id",
          "b64_json",
          "base64",
          "bytesBase64Encoded");
  private static final int MAX_LINK_LENGTH = 8_192;

  /** More than any order takes: no more are looked up, each of which may read the ledger. */
  private static final int MAX_FILES = 100;

  private static final List<String> ROLE_KEYS = List.of("role", "frame_type", "frameType");
  private static final String ROLES =
      "first_frame, last_frame, reference_image, reference_video, reference_audio";

  private final OwnFiles own;
  private final Function<String, Optional<UploadedContent>> named;
  private final String missing;

  public ImageSources(OwnFiles own) {
    this(own, name -> Optional.empty());
  }

  /**
   * @param named finds a file by its name beside the prompt file; empty if there is none
   */
  public ImageSources(OwnFiles own, Function<String, Optional<UploadedContent>> named) {
    this(own, named, "; there is no file %s");
  }

  /**
   * @param missing what a refusal says of a name that no file has, with {@code %s} for the name
   */
  public ImageSources(
      OwnFiles own, Function<String, Optional<UploadedContent>> named, String missing) {
    this.own = own;
    this.named = named;
    this.missing = missing;
  }

  /**
   * The files that an order starts from or refers to: those of all parameters that take them, under
   * any of their names, in the order of the table and of their names.
   *
   * @throws OrderRefused if a value has none of the known forms
   */
  public List<Reference> of(Parameters parameters) {
    var names = new TreeSet<>(parameters.values().keySet());
    return Arrays.stream(OrderParameter.values())
        .filter(OrderParameter::isReference)
        .flatMap(one -> of(one, parameters, names).stream())
        .toList();
  }

  private List<Reference> of(OrderParameter one, Parameters parameters, Set<String> names) {
    var all = new ArrayList<Reference>();
    for (var name : names) {
      if (OrderParameter.named(name).filter(one::equals).isPresent()) {
        add(all, name, parameters.get(name), one.role());
      }
    }
    return all;
  }

  /**
   * Adds the files of one value, such as a part of a chat message.
   *
   * @param role what they are to the order if the value does not say, or null
   * @throws OrderRefused if it has none of the known forms
   */
  public void add(
      List<Reference> all, String name, @Nullable JsonNode value, @Nullable ReferenceRole role) {
    if (value instanceof ArrayNode list) {
      list.forEach(one -> add(all, name, one, role));
      return;
    }
    var several = several(value);
    if (several.isPresent()) {
      add(all, name, several.get(), role);
    } else if (value != null) {
      checkCount(all, name);
      var sources = new ArrayList<ImageSource>();
      var named = role(name, value);
      var own = named == null ? role : named;
      add(sources, name, value, own == null ? "image" : own.kind());
      sources.forEach(one -> all.add(new Reference(one, own)));
    }
  }

  /** The list or object in a text that is not the name of a file beside the prompt file. */
  private Optional<JsonNode> several(@Nullable JsonNode value) {
    return value instanceof TextNode text
        ? FileTexts.several(text.textValue())
            .filter(list -> named.apply(text.textValue()).isEmpty())
        : Optional.empty();
  }

  /**
   * Some engines name the role beside the image: {@code {"url": …, "frame_type": "last_frame"}}.
   * Any name of a parameter for such images is one too. Other fields may say something else.
   */
  private static @Nullable ReferenceRole role(String param, JsonNode value) {
    for (var key : List.of("role", "frame_type", "frameType", "position", "type")) {
      var written = value.path(key).asText();
      var role = role(written);
      if (role != null) {
        return role;
      }
      if (ROLE_KEYS.contains(key) && !written.isBlank() && !isReference(written)) {
        throw new OrderRefused(
            param + "." + key, "%s.%s must be one of %s".formatted(param, key, ROLES));
      }
    }
    return null;
  }

  private static boolean isReference(String written) {
    return OrderParameter.named(written).filter(OrderParameter::isReference).isPresent();
  }

  private static @Nullable ReferenceRole role(String written) {
    return switch (written) {
      case "first" -> ReferenceRole.FIRST_FRAME;
      case "last" -> ReferenceRole.LAST_FRAME;
      case "reference" -> ReferenceRole.REFERENCE;
      case "video", "video_url" -> ReferenceRole.REFERENCE_VIDEO;
      case "audio", "audio_url", "input_audio" -> ReferenceRole.REFERENCE_AUDIO;
      default ->
          OrderParameter.named(written)
              .filter(OrderParameter::isReference)
              .map(OrderParameter::role)
              .orElse(null);
    };
  }

  private void add(List<ImageSource> all, String param, JsonNode value, String kind) {
    checkCount(all, param);
    switch (value.getNodeType()) {
      case ARRAY -> value.forEach(one -> add(all, param, one, kind));
      case OBJECT -> addObject(all, param, value, kind);
      case STRING -> text(param, value.textValue(), kind).ifPresent(all::add);
      case POJO -> all.add(upload(param, ((POJONode) value).getPojo()));
      default -> throw refused(param, kind, "");
    }
  }

  private static void checkCount(Collection<?> all, String param) {
    if (all.size() >= MAX_FILES) {
      throw new OrderRefused(
          param, "%s has too many files: send at most %d".formatted(param, MAX_FILES));
    }
  }

  private void addObject(List<ImageSource> all, String param, JsonNode value, String kind) {
    var keys = KEYS.stream().filter(key -> isGiven(value.path(key))).toList();
    if (keys.isEmpty()) {
      throw refused(param, kind, "");
    }
    var first = keys.getFirst();
    for (var other : keys) {
      if (!value.get(other).equals(value.get(first))) {
        throw new OrderRefused(
            param + "." + other,
            "%s.%s and %s.%s are two sources: send only one of them"
                .formatted(param, other, param, first));
      }
    }
    add(all, param + "." + first, value.get(first), kind);
  }

  /** Whether a key has a value: forms send those that nobody has filled in as blank texts. */
  static boolean isGiven(JsonNode value) {
    return !value.isMissingNode()
        && !value.isNull()
        && !(value.isTextual() && value.textValue().isBlank());
  }

  private static ImageSource upload(String param, Object pojo) {
    return pojo instanceof UploadedContent upload && upload.isText()
        ? new ImageSource.Base64Text(param, upload)
        : new ImageSource.InlineFile(param, (UploadedContent) pojo);
  }

  private Optional<ImageSource> text(String param, String text, String kind) {
    if (text.isBlank()) {
      return Optional.empty();
    }
    if (HTTP.matcher(text).matches()) {
      return Optional.of(link(param, text.strip()));
    }
    if (FILE_ID.matcher(text).matches()) {
      return Optional.of(new ImageSource.UploadedFile(param, text));
    }
    if (isEncoded(text)) {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      return Optional.of(
          new ImageSource.Base64Text(
              param, new UploadedContent(null, true, () -> new ByteArrayInputStream(bytes))));
    }
    var file =
        named.apply(text).<ImageSource>map(upload -> new ImageSource.InlineFile(param, upload));
    return Optional.of(file.orElseThrow(() -> refused(param, kind, text)));
  }

  private static boolean isEncoded(String text) {
    return text.toLowerCase(Locale.ROOT).startsWith("data:") || BASE64.matcher(text).matches();
  }

  private ImageSource link(String param, String text) {
    if (text.length() > MAX_LINK_LENGTH) {
      throw new OrderRefused(
          param, "%s must be at most %d characters long".formatted(param, MAX_LINK_LENGTH));
    }
    try {
      var link = URI.create(text);
      return own.link(param, link)
          .<ImageSource>map(file -> new ImageSource.RenderedImage(param, file))
          .orElseGet(() -> new ImageSource.RemoteLink(param, link));
    } catch (IllegalArgumentException malformed) {
      throw new OrderRefused(param, "%s must be a well-formed URL".formatted(param));
    }
  }

  private OrderRefused refused(String param, String kind, String text) {
    var advice = FILE_NAME.matcher(text).matches() ? missing.formatted(text) : "";
    return new OrderRefused(
        param,
        "%s must be %s: a file, an http(s) URL, a data: URL, base64 or a file_id%s"
            .formatted(param, kinds(kind), advice));
  }

  private static String kinds(String kind) {
    return switch (kind) {
      case "video" -> "a video";
      case "audio" -> "an audio file";
      default -> "an image";
    };
  }
}
