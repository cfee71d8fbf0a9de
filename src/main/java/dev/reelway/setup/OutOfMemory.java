package dev.reelway.setup;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a process that has run out of memory, so that its supervisor starts another one: after an
 * OutOfMemoryError, any thread may have ended. The virtual machine detects each such error with
 * {@code -XX:+ExitOnOutOfMemoryError}, which a jar cannot set; without it, only errors that end a
 * thread are detected.
 */
public final class OutOfMemory {

  private static final Logger LOG = LoggerFactory.getLogger("reelway");
  private static final String FLAG = "ExitOnOutOfMemoryError";

  /** The exit code that the virtual machine uses, too. */
  private static final int STATUS = 3;

  private OutOfMemory() {}

  /** Ends the process with the first thread that runs out of memory. */
  public static void endsTheProcess() {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) -> {
          if (thrown instanceof OutOfMemoryError) {
            Runtime.getRuntime().halt(STATUS);
          }
          LOG.error("{} has ended", thread.getName(), thrown);
        });
  }

  /** Logs once that the option is missing, if it is. */
  public static void warnUnlessOptionIsSet() {
    if (!isSeen()) {
      LOG.warn(
          "An OutOfMemoryError does not always end this process. Start it with java -XX:+{}.",
          FLAG);
    }
  }

  private static boolean isSeen() {
    try {
      var machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return machine == null || Boolean.parseBoolean(machine.getVMOption(FLAG).getValue());
    } catch (IllegalArgumentException ignored) { // The virtual machine has no such option.
      return true;
    }
  }
}
