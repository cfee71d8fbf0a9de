package dev.reelway;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;

/** The types of the beans that routes may ask, by name, without a start of anything. */
final class BeanTypes {

  private static final Map<String, Class<?>> TYPES =
      Stream.of("Wiring", "Databases", "api.Calls", "intake.Intake", "job.JobDeskConfiguration")
          .flatMap(BeanTypes::methods)
          .filter(method -> method.isAnnotationPresent(Bean.class))
          .collect(Collectors.toMap(Method::getName, Method::getReturnType, (one, other) -> one));

  private BeanTypes() {}

  static Optional<Class<?>> of(String bean) {
    return Optional.ofNullable(TYPES.get(bean));
  }

  private static Stream<Method> methods(String configuration) {
    try {
      return Arrays.stream(Class.forName("dev.reelway." + configuration).getDeclaredMethods());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
