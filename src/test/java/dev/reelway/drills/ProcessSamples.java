package dev.reelway.drills;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What a node holds, measured again and again while it works. */
final class ProcessSamples {

  private static final Pattern HEAP_KB = Pattern.compile("total \\d+K, used (\\d+)K");
  private static final Pattern THREADS = Pattern.compile("Threads:\\s+(\\d+)");

  private final List<Sample> samples = new ArrayList<>();
  private final long pid;
  private final Path home;

  /**
   * @param home where the node keeps its files, temporary ones included
   */
  ProcessSamples(long pid, Path home) {
    this.pid = pid;
    this.home = home;
  }

  /**
   * One measurement.
   *
   * @param heap bytes in use after a collection
   * @param handles open files and sockets
   * @param threads of the operating system
   * @param files in its home
   * @param connections to the database
   */
  record Sample(long heap, long handles, long threads, long files, long connections) {}

  /** Collects garbage in the node, and measures. */
  Sample take(long connections) throws IOException, InterruptedException {
    jcmd("GC.run");
    var heap =
        HEAP_KB.matcher(jcmd("GC.heap_info")).results().mapToLong(ProcessSamples::number).sum();
    var status = Files.readString(Path.of("/proc/" + pid + "/status"));
    var threads = THREADS.matcher(status).results().mapToLong(ProcessSamples::number).sum();
    var sample = new Sample(heap * 1024, handles(), threads, files(), connections);
    samples.add(sample);
    return sample;
  }

  private static long number(MatchResult found) {
    return Long.parseLong(found.group(1));
  }

  private String jcmd(String command) throws IOException, InterruptedException {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var process =
        new ProcessBuilder(jcmd, String.valueOf(pid), command).redirectErrorStream(true).start();
    var answer = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException("jcmd %d %s: %s".formatted(pid, command, answer));
    }
    return answer;
  }

  private long handles() throws IOException {
    try (var all = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return all.count();
    }
  }

  /** A file may go while they are counted. */
  private long files() throws IOException {
    try (var all = Files.find(home, 20, ProcessSamples::isFile)) {
      return all.count();
    } catch (UncheckedIOException gone) {
      return files();
    }
  }

  private static boolean isFile(Path path, BasicFileAttributes attributes) {
    return attributes.isRegularFile();
  }

  /** The median of one of five equal parts of all samples. */
  long medianOfFifth(int fifth, ToLongFunction<Sample> what) {
    int count = samples.size();
    var some = samples.subList(count * fifth / 5, count * (fifth + 1) / 5);
    return some.stream().mapToLong(what).sorted().skip(some.size() / 2).findFirst().orElseThrow();
  }
}
