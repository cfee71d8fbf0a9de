package dev.reelway;

import dev.reelway.database.DatabaseConfiguration;
import dev.reelway.intake.InboxRoutes;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The types of the beans that routes may ask, by name, without a start of anything. */
public final class BeanTypes {

  private static final Map<String, Class<?>> TYPES =
      Stream.of(Wiring.class, DatabaseConfiguration.class)
          .flatMap(BeanTypes::withImports)
          .flatMap(configuration -> Arrays.stream(configuration.getDeclaredMethods()))
          .filter(method -> method.isAnnotationPresent(Bean.class))
          .collect(Collectors.toMap(Method::getName, Method::getReturnType, (one, other) -> one));

  private BeanTypes() {}

  public static Optional<Class<?>> of(String bean) {
    return Optional.<Class<?>>ofNullable(TYPES.get(bean))
        .or(() -> Optional.ofNullable(InboxRoutes.BEANS.get(bean)));
  }

  /** The types of all beans. */
  static Stream<Class<?>> all() {
    return TYPES.values().stream().distinct();
  }

  private static Stream<Class<?>> withImports(Class<?> configuration) {
    var imported = configuration.getAnnotation(Import.class);
    return imported == null
        ? Stream.of(configuration)
        : Stream.concat(
            Stream.of(configuration),
            Arrays.stream(imported.value()).flatMap(BeanTypes::withImports));
  }
}
