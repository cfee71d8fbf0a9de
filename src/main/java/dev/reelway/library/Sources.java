package dev.reelway.library;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.reelway.media.Given;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Wishes;
import dev.reelway.sink.Asset;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Finds the pictures that a call brings, in all the spellings that clients have: files, URLs,
 * {@code data:} URLs and bare base64 as texts, {@code {image_url}}, {@code {file_id}} and {@code
 * {b64_json}} as objects, and lists of all these.
 */
public final class Sources {

  private static final Pattern FILE_ID = Pattern.compile("file-[A-Za-z0-9]{1,64}");
  private static final Pattern HTTP = Pattern.compile("(?is)https?://.*");
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_=\\s-]{32,}");
  private static final int LONGEST_LINK = 8_192;

  private final Function<URI, Optional<Asset>> own;
  private final Function<String, Optional<Given>> named;

  /**
   * @param own answers what we have rendered ourselves, if a link is one of ours
   */
  public Sources(Function<URI, Optional<Asset>> own) {
    this(own, name -> Optional.empty());
  }

  /**
   * @param named answers the file that goes by a name where the wishes were written
   */
  public Sources(Function<URI, Optional<Asset>> own, Function<String, Optional<Given>> named) {
    this.own = own;
    this.named = named;
  }

  /** The pictures under these names, in this order. */
  public List<Source> of(Wishes wishes, List<String> names) {
    var all = new ArrayList<Source>();
    for (var name : names) {
      var value = wishes.get(name);
      if (value != null) {
        add(all, name, value);
      }
    }
    return all;
  }

  /** Adds the pictures that stand in one value. */
  public void add(List<Source> all, String param, JsonNode value) {
    switch (value.getNodeType()) {
      case ARRAY -> value.forEach(one -> add(all, param, one));
      case OBJECT -> addObject(all, param, value);
      case STRING -> text(param, value.textValue()).ifPresent(all::add);
      case POJO -> all.add(given(param, ((POJONode) value).getPojo()));
      default -> throw refused(param);
    }
  }

  private void addObject(List<Source> all, String param, JsonNode value) {
    for (var key : List.of("image_url", "url", "file_id", "b64_json", "base64")) {
      if (value.hasNonNull(key)) {
        add(all, param + "." + key, value.get(key));
        return;
      }
    }
    throw refused(param);
  }

  private static Source given(String param, Object pojo) {
    return pojo instanceof Given given && given.isText()
        ? new Source.Encoded(param, given)
        : new Source.Uploaded(param, (Given) pojo);
  }

  private Optional<Source> text(String param, String text) {
    if (text.isBlank()) {
      return Optional.empty();
    }
    if (HTTP.matcher(text).matches()) {
      return Optional.of(link(param, text.strip()));
    }
    if (FILE_ID.matcher(text).matches()) {
      return Optional.of(new Source.Filed(param, text));
    }
    if (isEncoded(text)) {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      return Optional.of(
          new Source.Encoded(param, new Given(null, true, () -> new ByteArrayInputStream(bytes))));
    }
    var file = named.apply(text).<Source>map(given -> new Source.Uploaded(param, given));
    return Optional.of(file.orElseThrow(() -> refused(param)));
  }

  private static boolean isEncoded(String text) {
    return text.toLowerCase(Locale.ROOT).startsWith("data:") || BASE64.matcher(text).matches();
  }

  private Source link(String param, String text) {
    if (text.length() > LONGEST_LINK) {
      throw new OrderRefused(
          param, "%s must be at most %d characters long".formatted(param, LONGEST_LINK));
    }
    try {
      var link = URI.create(text);
      return own.apply(link)
          .<Source>map(file -> new Source.Rendered(param, file))
          .orElseGet(() -> new Source.Linked(param, link));
    } catch (IllegalArgumentException malformed) {
      throw new OrderRefused(param, "%s must be a well-formed URL".formatted(param));
    }
  }

  private static OrderRefused refused(String param) {
    return new OrderRefused(
        param,
        "%s must be a picture: a file, an http(s) URL, a data: URL, base64 or a file_id"
            .formatted(param));
  }
}
