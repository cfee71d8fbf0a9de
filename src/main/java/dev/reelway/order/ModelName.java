package dev.reelway.order;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A public model name as a caller writes it: a configured name, and for {@code sora_video2} any of
 * the suffixes, in any order ({@code sora_video2-landscape-hd-15s}).
 *
 * @param written as the caller wrote it
 * @param base the configured name
 */
public record ModelName(String written, String base, Set<Suffix> suffixes) {

  private static final String TAKES_SUFFIXES = "sora_video2";
  private static final Map<Suffix, Integer> LENGTHS =
      Map.of(Suffix._10S, 10, Suffix._15S, 15, Suffix._25S, 25);

  /** Reads a name; unknown names, unknown suffixes and contradicting suffixes are refused. */
  static ModelName read(String written, Models models) {
    var known = models.names();
    if (known.contains(written)) {
      return new ModelName(written, written, Set.of());
    }
    var base =
        known.stream()
            .filter(name -> written.startsWith(name + "-"))
            .max(Comparator.comparingInt(String::length))
            .orElseThrow(() -> unknown(written, models.orderable()));
    return new ModelName(written, base, suffixes(written, base));
  }

  private static Set<Suffix> suffixes(String written, String base) {
    var named = EnumSet.noneOf(Suffix.class);
    for (var text : written.substring(base.length() + 1).split("-", -1)) {
      if (!base.equals(TAKES_SUFFIXES)) {
        throw refused("model %s does not accept suffixes, but %s was given", base, shown(text));
      }
      var suffix = Suffix.read(text).orElseThrow(() -> unknownSuffix(base, text));
      named.stream()
          .filter(suffix::contradicts)
          .findFirst()
          .ifPresent(other -> contradiction(written, other, suffix));
      if (!named.add(suffix)) {
        throw refused("model %s contains the suffix %s twice", shown(written), suffix.text());
      }
    }
    return Set.copyOf(named);
  }

  boolean has(Suffix suffix) {
    return suffixes.contains(suffix);
  }

  /** The video length in seconds that a suffix sets, or null if there is none. */
  @Nullable Integer seconds() {
    for (var length : LENGTHS.entrySet()) {
      if (has(length.getKey())) {
        return length.getValue();
      }
    }
    return null;
  }

  /** Whether a suffix sets landscape; null if no suffix sets the orientation. */
  @Nullable Boolean landscape() {
    return has(Suffix.LANDSCAPE) ? Boolean.TRUE : has(Suffix.PORTRAIT) ? Boolean.FALSE : null;
  }

  private static void contradiction(String written, Suffix one, Suffix other) {
    throw refused(
        "model %s has contradicting suffixes: use %s or %s",
        shown(written), one.text(), other.text());
  }

  private static OrderRefused unknownSuffix(String base, String text) {
    return refused(
        "model suffix %s is unknown: %s accepts %s in any order", shown(text), base, Suffix.all());
  }

  private static OrderRefused unknown(String written, List<String> names) {
    var all = String.join(", ", names);
    return refused("model %s is unknown: it must be one of %s", shown(written), all);
  }

  private static OrderRefused refused(String sentence, Object... parts) {
    return new OrderRefused("model", sentence.formatted(parts));
  }

  /** The caller's text in quotes, cut to 64 characters, without split surrogates. */
  private static String shown(String text) {
    var cut = text.length() > 64 ? text.substring(0, 64) + "…" : text;
    return "'" + new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8) + "'";
  }
}
