package dev.reelway.setup;

import dev.reelway.wire.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.ResolvableType;

/**
 * The name of a variable that should set something, as words that the components of the records are
 * found by. In the environment one name may be several words, as all that parts words there is an
 * underscore: {@code REELWAY_JOBS_POLL_EVERY} is {@code reelway.jobs.poll-every}.
 */
final class VariableName {

  private final List<String> words;
  private final boolean split;
  private int deepest = -1;
  private @Nullable String nearest;

  private VariableName(List<String> words, boolean split) {
    this.words = words;
    this.split = split;
  }

  static VariableName ofEnvironment(String name) {
    return new VariableName(List.of(name.toLowerCase(Locale.ROOT).split("_")), true);
  }

  static VariableName ofSystemProperty(String name) {
    var key = ConfigurationPropertyName.adapt(name, '.');
    var words = new ArrayList<String>();
    for (int i = 0; i < key.getNumberOfElements(); i++) {
      words.add(uniform(key.getElement(i, Form.ORIGINAL)));
    }
    return new VariableName(words, false);
  }

  /** A name without all that Boot ignores in it. */
  static String uniform(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  /**
   * Whether it can set something in the tree of records, whose root is the first word.
   *
   * @param settings what was bound: its maps say which names of several words there are
   */
  boolean isKnown(ResolvableType root, Object settings) {
    return isKnown(root, settings, 1);
  }

  /** The name that it most likely means, once it was found to be unknown. */
  Optional<String> nearest() {
    return Optional.ofNullable(nearest);
  }

  private boolean isKnown(ResolvableType type, @Nullable Object bound, int at) {
    var found = type.resolve(Object.class);
    if (at == words.size()) {
      return true;
    }
    if (Map.class.isAssignableFrom(found)) {
      return isEntry(type.as(Map.class).getGeneric(1), bound, at);
    }
    if (Collection.class.isAssignableFrom(found)) {
      return isElement(type.as(Collection.class).getGeneric(0), bound, at);
    }
    return found.isRecord() && isComponent(type, bound, at);
  }

  private boolean isComponent(ResolvableType type, @Nullable Object bound, int at) {
    var components = KnownSettings.components(type);
    for (var one : components.entrySet()) {
      int end = end(one.getKey(), at);
      if (end > 0 && isKnown(one.getValue(), KnownSettings.value(bound, one.getKey()), end)) {
        return true;
      }
    }
    if (at > deepest) {
      deepest = at;
      nearest = nearest(components.keySet(), at);
    }
    return false;
  }

  /** Any word may name an entry; several words are one name only where there is such an entry. */
  private boolean isEntry(ResolvableType type, @Nullable Object bound, int at) {
    var entries = bound instanceof Map<?, ?> map ? map : Map.of();
    return !isGroup(type)
        || isKnown(type, entry(entries, words.get(at)), at + 1)
        || entries.entrySet().stream()
            .anyMatch(
                one -> {
                  int end = end(String.valueOf(one.getKey()), at);
                  return end > at + 1 && isKnown(type, one.getValue(), end);
                });
  }

  private static @Nullable Object entry(Map<?, ?> entries, String word) {
    return entries.entrySet().stream()
        .filter(one -> uniform(String.valueOf(one.getKey())).equals(word))
        .findFirst()
        .map(Map.Entry::getValue)
        .orElse(null);
  }

  private boolean isElement(ResolvableType type, @Nullable Object bound, int at) {
    var word = words.get(at);
    if (!word.matches("\\d{1,4}")) {
      return false;
    }
    int index = Integer.parseInt(word);
    @Nullable Object element =
        bound instanceof List<?> list && index < list.size() ? list.get(index) : null;
    return isKnown(type, element, at + 1);
  }

  private static boolean isGroup(ResolvableType type) {
    var found = type.resolve(Object.class);
    return found.isRecord()
        || Map.class.isAssignableFrom(found)
        || Collection.class.isAssignableFrom(found);
  }

  /** Where the words end that make up a name, or 0 if they do not begin with it. */
  private int end(String name, int at) {
    var sought = uniform(name);
    int most = split ? words.size() : at + 1;
    for (int end = at + 1; end <= most; end++) {
      if (joined(at, end).equals(sought)) {
        return end;
      }
    }
    return 0;
  }

  /** Known names are no mistake: what follows them is. */
  private @Nullable String nearest(Collection<String> names, int at) {
    var uniform = names.stream().map(VariableName::uniform).toList();
    for (int end = split ? words.size() : at + 1; end > at; end--) {
      var written = joined(at, end);
      var likely = NearestName.of(written, uniform);
      if (likely.filter(one -> isLikely(one, written, at)).isPresent()) {
        var name = List.copyOf(names).get(uniform.indexOf(likely.get()));
        return written(at, name, end);
      }
    }
    return null;
  }

  /** Short words at the start of a name are often those of somebody else. */
  private static boolean isLikely(String name, String written, int at) {
    return !name.equals(written) && (at > 1 || Math.abs(name.length() - written.length()) <= 1);
  }

  private String written(int at, String name, int end) {
    var all =
        Stream.of(words.subList(0, at), List.of(name), words.subList(end, words.size()))
            .flatMap(List::stream);
    return split
        ? String.join("_", all.toList()).replace('-', '_').toUpperCase(Locale.ROOT)
        : String.join(".", all.toList());
  }

  private String joined(int from, int to) {
    return String.join("", words.subList(from, to));
  }
}
