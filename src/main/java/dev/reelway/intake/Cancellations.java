package dev.reelway.intake;

import dev.reelway.intake.IntakeSettings.HotFolderSettings;
import dev.reelway.job.Job;
import dev.reelway.job.Ledger;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that are to be stopped: {@code <name>.cancel}, dropped beside where {@code <name>} was,
 * ends the orders of it that have not ended; {@code <name>} with its ending or without.
 */
public final class Cancellations implements GenericFileFilter<File> {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");
  private static final String ENDING = ".cancel";
  private static final int JOBS_AT_ONCE = 500;

  private final HotFolderSettings settings;
  private final Batches batches;
  private final Ledger ledger;
  private final Clock clock;

  public Cancellations(HotFolderSettings settings, Batches batches, Ledger ledger, Clock clock) {
    this.settings = settings;
    this.batches = batches;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** What has not been claimed yet is waited for. */
  @Override
  public boolean accept(GenericFile<File> file) {
    var name = file.getFileNameOnly();
    return !file.isDirectory()
        && name.endsWith(ENDING)
        && !name.startsWith(".")
        && names(stem(name)).noneMatch(one -> Files.exists(settings.folder().resolve(one)));
  }

  private static String stem(String name) {
    return name.substring(0, name.length() - ENDING.length());
  }

  private static Stream<String> names(String stem) {
    return Stream.concat(
        Stream.of(stem), PromptFile.ENDINGS.stream().map(ending -> stem + "." + ending));
  }

  /** Notes that nothing more is to be made of the files of this name that are under way. */
  public void note(String name) throws IOException {
    var cancelled = batches.cancel(names(stem(name)).toList(), clock.instant());
    cancelled.forEach(id -> LOG.info("{} is cancelled", id));
    if (cancelled.isEmpty()) {
      var failed = Files.createDirectories(settings.folder().resolve("failed"));
      Files.writeString(reason(failed, name), "No file of this name is under way.\n");
    }
  }

  private static Path reason(Path failed, String name) {
    return failed.resolve(name + ".reason.txt");
  }

  /** Jobs that nobody wants any more and that have not ended. */
  public List<Job> unwanted() {
    return ledger.openOfCancelled(JOBS_AT_ONCE);
  }
}
