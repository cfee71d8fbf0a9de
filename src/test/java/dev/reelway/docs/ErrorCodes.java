package dev.reelway.docs;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The error codes that the code can answer, read from its source: every text that is given where a
 * method, a constructor or a record takes a parameter of the name {@code code}, and every text that
 * a method of that name returns. The sandbox's own codes, which an upstream would have, are none.
 */
final class ErrorCodes {

  private static final String CODE = "code";

  /** Where the code stands among the arguments, by the callee's name and their number. */
  private final Map<String, Set<Integer>> places = new HashMap<>();

  private final Map<String, String> constants = new HashMap<>();
  private final Set<String> found = new TreeSet<>();

  private ErrorCodes() {}

  static Set<String> ofTheCode() throws IOException {
    var codes = new ErrorCodes();
    var units = parsed();
    units.forEach(unit -> unit.accept(codes.new Declared(unit), null));
    units.forEach(unit -> unit.accept(codes.new Given(unit), null));
    return codes.found;
  }

  private static List<? extends CompilationUnitTree> parsed() throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, null);
        var sources = Files.walk(Path.of("src/main/java"))) {
      var own =
          sources
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !isOfTheSandbox(file))
              .toList();
      var objects = files.getJavaFileObjectsFromPaths(own);
      var task = (JavacTask) compiler.getTask(null, files, null, List.of(), null, objects);
      return StreamSupport.stream(task.parse().spliterator(), false).toList();
    }
  }

  private static boolean isOfTheSandbox(Path file) {
    return StreamSupport.stream(file.spliterator(), false).anyMatch(Path.of("sandbox")::equals);
  }

  private static String callee(String name, int arguments) {
    return name + "/" + arguments;
  }

  private static String in(CompilationUnitTree unit, String method) {
    var file = Path.of(unit.getSourceFile().getName()).getFileName().toString();
    return file.replace(".java", "") + "." + method;
  }

  /** Who takes a code, and which constants there are. */
  private final class Declared extends TreeScanner<@Nullable Void, @Nullable String> {

    private final CompilationUnitTree unit;

    Declared(CompilationUnitTree unit) {
      this.unit = unit;
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable String outer) {
      var name = type.getSimpleName().toString();
      if (type.getKind() == Tree.Kind.RECORD) {
        note(name, components(type));
      }
      return super.visitClass(type, name);
    }

    private List<? extends VariableTree> components(ClassTree record) {
      return record.getMembers().stream()
          .filter(member -> member instanceof VariableTree)
          .map(VariableTree.class::cast)
          .filter(field -> !field.getModifiers().toString().contains("static"))
          .toList();
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable String type) {
      var name = method.getName().toString();
      note(name.equals("<init>") ? String.valueOf(type) : in(unit, name), method.getParameters());
      return super.visitMethod(method, type);
    }

    private void note(String name, List<? extends VariableTree> parameters) {
      IntStream.range(0, parameters.size())
          .filter(i -> parameters.get(i).getName().contentEquals(CODE))
          .filter(i -> String.valueOf(parameters.get(i).getType()).endsWith("String"))
          .forEach(
              i ->
                  places
                      .computeIfAbsent(callee(name, parameters.size()), same -> new HashSet<>())
                      .add(i));
    }

    @Override
    public @Nullable Void visitVariable(VariableTree field, @Nullable String type) {
      if (field.getInitializer() instanceof LiteralTree text
          && text.getValue() instanceof String value) {
        constants.put(field.getName().toString(), value);
        constants.put(type + "." + field.getName(), value);
      }
      return super.visitVariable(field, type);
    }
  }

  /** Which codes are given to them. */
  private final class Given extends TreeScanner<@Nullable Void, @Nullable Void> {

    private final CompilationUnitTree unit;

    Given(CompilationUnitTree unit) {
      this.unit = unit;
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree call, @Nullable Void none) {
      var name =
          call.getMethodSelect() instanceof MemberSelectTree member
              ? member.toString()
              : in(unit, ((IdentifierTree) call.getMethodSelect()).getName().toString());
      look(name, call.getArguments());
      return super.visitMethodInvocation(call, null);
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree made, @Nullable Void none) {
      var name = made.getIdentifier().toString();
      look(name.substring(name.lastIndexOf('.') + 1), made.getArguments());
      return super.visitNewClass(made, null);
    }

    private void look(String name, List<? extends ExpressionTree> arguments) {
      places
          .getOrDefault(callee(name, arguments.size()), Set.of())
          .forEach(i -> add(arguments.get(i)));
    }

    private void add(Tree value) {
      if (value instanceof LiteralTree text && text.getValue() instanceof String code) {
        found.add(code);
      } else if (constants.containsKey(value.toString())) {
        found.add(constants.get(value.toString()));
      }
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void none) {
      if (method.getName().contentEquals(CODE) && method.getBody() != null) {
        method.getBody().getStatements().stream()
            .filter(one -> one instanceof ReturnTree)
            .forEach(one -> add(((ReturnTree) one).getExpression()));
      }
      return super.visitMethod(method, null);
    }
  }
}
