package dev.reelway.setup;

import dev.reelway.wire.NearestName;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.ResolvableType;

/** Finds the setting that a misspelt one most likely means, among the components of the records. */
final class KnownSettings {

  private final ConfigurationPropertyName root;
  private final ResolvableType type;

  /**
   * @param root the name of the first record
   * @param type that record
   */
  KnownSettings(ConfigurationPropertyName root, ResolvableType type) {
    this.root = root;
    this.type = type;
  }

  /**
   * A key that does not exist.
   *
   * @param key without what stands below it
   * @param nearest the name that its last part most likely means, or null
   */
  record Unknown(String key, @Nullable String nearest) {}

  /** The part of a name that does not exist. */
  Unknown unknown(ConfigurationPropertyName name) {
    var at = type;
    for (int i = root.getNumberOfElements(); i < name.getNumberOfElements(); i++) {
      var element = name.getElement(i, Form.DASHED);
      var below = below(at, element);
      if (below.isEmpty()) {
        var known = components(at).keySet();
        return known.isEmpty()
            ? new Unknown(name.toString(), null)
            : new Unknown(name.chop(i + 1).toString(), NearestName.of(element, known).orElse(null));
      }
      at = below.get();
    }
    return new Unknown(name.toString(), null);
  }

  private static Optional<ResolvableType> below(ResolvableType type, String element) {
    var found = type.resolve(Object.class);
    if (Map.class.isAssignableFrom(found)) {
      return Optional.of(type.as(Map.class).getGeneric(1));
    }
    return Collection.class.isAssignableFrom(found)
        ? Optional.of(type.as(Collection.class).getGeneric(0))
        : Optional.ofNullable(components(type).get(element));
  }

  /** What stands below a record, by its name in a file; nothing below all else. */
  static Map<String, ResolvableType> components(ResolvableType type) {
    var found = type.resolve(Object.class);
    var all = new LinkedHashMap<String, ResolvableType>();
    if (found.isRecord()) {
      Arrays.stream(found.getRecordComponents())
          .forEach(
              one ->
                  all.put(
                      DataObjectPropertyName.toDashedForm(one.getName()),
                      ResolvableType.forType(one.getGenericType())));
    }
    return all;
  }

  /** The value of a record's component, or null if there is none. */
  static @Nullable Object value(@Nullable Object settings, String name) {
    if (!(settings instanceof Record)) {
      return null;
    }
    try {
      for (var component : settings.getClass().getRecordComponents()) {
        if (DataObjectPropertyName.toDashedForm(component.getName()).equals(name)) {
          return component.getAccessor().invoke(settings);
        }
      }
      return null;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
