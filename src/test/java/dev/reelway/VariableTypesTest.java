package dev.reelway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.RouteFile.Node;
import dev.reelway.route.SharedVariables;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Variable;
import org.junit.jupiter.api.Test;

class VariableTypesTest {

  @Test
  void everySharedVariableHasAClass() {
    assertThat(VariableTypes.ALL.keySet())
        .containsExactlyInAnyOrderElementsOf(SharedVariables.MEANINGS.keySet());
  }

  @Test
  void whatABeanAnswersIsOfTheClassOfItsVariable() {
    var calls =
        RouteFile.all().stream()
            .flatMap(file -> file.routes().stream())
            .flatMap(RouteFile::withAllBelow)
            .filter(node -> node.key().equals("setVariable"))
            .toList();

    assertThat(calls).flatMap(call -> answers(call).toList()).hasSizeGreaterThan(20);
    assertThat(calls)
        .allSatisfy(
            call ->
                assertThat(answers(call))
                    .allMatch(
                        answer -> type(call).isAssignableFrom(boxed(answer.getReturnType()))));
  }

  @Test
  void whatABeanReadsIsOfTheClassOfItsVariable() {
    assertThat(BeanTypes.all().flatMap(VariableTypesTest::parameters))
        .hasSizeGreaterThan(20)
        .allMatch(one -> one.getType().isAssignableFrom(type(variable(one))));
  }

  /** The methods that a step calls for the value of a variable. */
  private static Stream<Method> answers(Node call) {
    return RouteFile.withAllBelow(call)
        .filter(node -> node.key().equals("method") && node.value() instanceof Map)
        .flatMap(
            node ->
                BeanTypes.of(node.text("ref").orElse("")).stream()
                    .flatMap(bean -> Arrays.stream(bean.getMethods()))
                    .filter(method -> method.getName().equals(name(node))));
  }

  private static Class<?> boxed(Class<?> type) {
    return MethodType.methodType(type).wrap().returnType();
  }

  private static String name(Node call) {
    return call.text("method").orElse("").replaceFirst("\\(.*", "");
  }

  private static Stream<Parameter> parameters(Class<?> bean) {
    return Arrays.stream(bean.getMethods())
        .flatMap(method -> Arrays.stream(method.getParameters()))
        .filter(one -> one.isAnnotationPresent(Variable.class))
        .filter(one -> VariableTypes.ALL.containsKey(variable(one)));
  }

  private static String variable(Parameter parameter) {
    return parameter.getAnnotation(Variable.class).value();
  }

  private static Class<?> type(Node call) {
    return type(call.text("name").orElse(""));
  }

  /** Variables of a dialect's own may be anything. */
  private static Class<?> type(String variable) {
    return VariableTypes.ALL.getOrDefault(variable, Object.class);
  }
}
