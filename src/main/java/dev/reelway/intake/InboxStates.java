package dev.reelway.intake;

import dev.reelway.database.Database;
import dev.reelway.intake.InboxState.Error;
import dev.reelway.wire.PlainText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Shows what lies in the inboxes. Of a folder, at most 10,000 entries are read, so that it takes no
 * longer the more files there are.
 */
public final class InboxStates {

  private static final int MOST = 10_000;
  private static final int LONGEST_REASON = 500;
  private static final String REASON = ".reason.txt";

  static final String COUNT_OPEN =
      """
      select inbox, count(*) as files
      from (select inbox from batch where closed_at is null and name <> id limit 10000) sample
      group by inbox
      """;

  private final Inboxes inboxes;
  private final Database database;
  private final Clock clock;

  InboxStates(Inboxes inboxes, Database database, Clock clock) {
    this.inboxes = inboxes;
    this.database = database;
    this.clock = clock;
  }

  /** The names of the enabled inboxes, in the order of the configuration. */
  public List<String> names() {
    return inboxes.all().stream().map(Inbox::name).toList();
  }

  /** The enabled inboxes, in the order of the configuration. */
  public List<InboxState> all() {
    var working = countOpen();
    return inboxes.all().stream().map(inbox -> state(inbox, working)).toList();
  }

  /** How many dropped files have no results yet, by inbox; 10,000 of all of them may be more. */
  private Map<String, Long> countOpen() {
    return database
        .reader()
        .sql(COUNT_OPEN)
        .query(
            (row, n) ->
                Map.entry(
                    Objects.requireNonNullElse(row.getString("inbox"), Inbox.HOT_FOLDER),
                    row.getLong("files")))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private InboxState state(Inbox inbox, Map<String, Long> working) {
    long waiting = 0;
    long failed = 0;
    Error error;
    try {
      waiting = names(inbox.folder()).stream().filter(StableFileFilter::isPromptFile).count();
      var inFailed = names(inbox.folder().resolve("failed"));
      failed = inFailed.stream().filter(name -> !name.endsWith(REASON)).count();
      error = last(inbox.folder().resolve("failed"), inFailed);
    } catch (IOException | RuntimeException unreadable) {
      error = new Error(clock.instant(), null, "The folder of the inbox cannot be read.");
    }
    return new InboxState(
        inbox.name(),
        inbox.folder().toAbsolutePath().normalize(),
        inbox.licence(),
        waiting,
        working.getOrDefault(inbox.name(), 0L),
        failed,
        error);
  }

  private static List<String> names(Path folder) throws IOException {
    var names = new ArrayList<String>();
    if (Files.isDirectory(folder)) {
      try (var entries = Files.newDirectoryStream(folder)) {
        var each = entries.iterator();
        while (each.hasNext() && names.size() < MOST) {
          names.add(String.valueOf(each.next().getFileName()));
        }
      }
    }
    return names;
  }

  private static @Nullable Error last(Path failed, List<String> names) throws IOException {
    var times = new HashMap<String, Instant>();
    for (var name : names) {
      if (name.endsWith(REASON)) {
        modified(failed.resolve(name), times);
      }
    }
    var newest = times.entrySet().stream().max(Map.Entry.comparingByValue());
    return newest.isEmpty()
        ? null
        : error(failed.resolve(newest.get().getKey()), newest.get().getValue());
  }

  private static void modified(Path reason, Map<String, Instant> times) throws IOException {
    try {
      var time = Files.getLastModifiedTime(reason, LinkOption.NOFOLLOW_LINKS).toInstant();
      times.put(String.valueOf(reason.getFileName()), time);
    } catch (NoSuchFileException ignored) {
      // Somebody has taken it away.
    }
  }

  private static @Nullable Error error(Path reason, Instant time) throws IOException {
    try (var in = Files.newInputStream(reason, LinkOption.NOFOLLOW_LINKS)) {
      var text = new String(in.readNBytes(LONGEST_REASON), StandardCharsets.UTF_8);
      var name = String.valueOf(reason.getFileName());
      var file = name.substring(0, name.length() - REASON.length());
      return new Error(
          time, PlainText.of(file, LONGEST_REASON), PlainText.of(text, LONGEST_REASON));
    } catch (NoSuchFileException ignored) { // Somebody has taken it away.
      return null;
    }
  }
}
