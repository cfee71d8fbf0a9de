package dev.reelway.setup;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a process which has run out of memory ends, so that whoever watches over it
 * starts another one: after an OutOfMemoryError, any thread may be missing. The virtual machine
 * sees all of them with {@code -XX:+ExitOnOutOfMemoryError}, which a jar cannot ask for; without
 * it, those that end a thread are seen.
 */
public final class OutOfMemory {

  private static final Logger LOG = LoggerFactory.getLogger("reelway");
  private static final String FLAG = "ExitOnOutOfMemoryError";

  /** What the virtual machine ends with, too. */
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

  /** Says once what is missing, if it is. */
  public static void tellUnlessTheVirtualMachineSeesIt() {
    if (!isSeen()) {
      LOG.warn(
          "Running out of memory does not always end this process: start it with java -XX:+{}.",
          FLAG);
    }
  }

  private static boolean isSeen() {
    try {
      var machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return machine == null || Boolean.parseBoolean(machine.getVMOption(FLAG).getValue());
    } catch (IllegalArgumentException anotherMachine) {
      return true;
    }
  }
}
