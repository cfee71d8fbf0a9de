package dev.reelway.drills;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;

/**
 * A Java agent that holds one call of one method for ever, and makes a file then: whoever waits for
 * the file can kill the process exactly there.
 */
public final class KillAgent {

  private static final AtomicInteger LEFT = new AtomicInteger();
  private static Path mark = Path.of("");

  private KillAgent() {}

  /** Where it is called from at the start of a method. */
  static final class Before {

    private Before() {}

    @Advice.OnMethodEnter
    static void enter() {
      KillAgent.reached();
    }
  }

  /** Where it is called from when a method returns. */
  static final class After {

    private After() {}

    @Advice.OnMethodExit
    static void exit() {
      KillAgent.reached();
    }
  }

  /** The option of a Java process that is held there at the call of this number. */
  static String option(Path folder, CodePoint code, int number, Path mark) throws IOException {
    var jar = folder.resolve("agent.jar");
    if (Files.notExists(jar)) {
      var manifest = new Manifest();
      manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
      manifest.getMainAttributes().putValue("Premain-Class", KillAgent.class.getName());
      new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    }
    return "-javaagent:%s=%s#%s#%d#%s#%d#%s"
        .formatted(jar, code.type(), code.method(), code.parameters(), code.side(), number, mark);
  }

  /** Called by Java before {@code main}. */
  public static void premain(String options, Instrumentation jvm) {
    var option = options.split("#", -1);
    boolean before = option[3].equals(CodePoint.Side.BEFORE.name());
    LEFT.set(Integer.parseInt(option[4]));
    mark = Path.of(option[5]);
    var method = named(option[1]).and(takesArguments(Integer.parseInt(option[2])));
    var advice = Advice.to(before ? Before.class : After.class).on(method);
    jvm.addTransformer(new OneClass(option[0], advice));
  }

  /** Leaves all other classes alone, as a service loads many. */
  private record OneClass(String type, AsmVisitorWrapper advice) implements ClassFileTransformer {

    @Override
    public byte @Nullable [] transform(
        @Nullable ClassLoader loader,
        String name,
        @Nullable Class<?> before,
        @Nullable ProtectionDomain domain,
        byte[] code) {
      if (!type.replace('.', '/').equals(name)) {
        return null;
      }
      var locator =
          new ClassFileLocator.Compound(
              ClassFileLocator.Simple.of(type, code), ClassFileLocator.ForClassLoader.of(loader));
      var old = TypePool.Default.of(locator).describe(type).resolve();
      return new ByteBuddy().redefine(old, locator).visit(advice).make().getBytes();
    }
  }

  /** The method is there. */
  public static void reached() {
    if (LEFT.decrementAndGet() == 0) {
      try {
        Files.createFile(mark);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      while (true) {
        LockSupport.park();
      }
    }
  }
}
