package dev.reelway.intake;

import static dev.reelway.setup.SettingsChecks.check;
import static dev.reelway.setup.SettingsChecks.noFile;
import static dev.reelway.setup.SettingsChecks.orNull;
import static dev.reelway.setup.SettingsChecks.positive;
import static dev.reelway.setup.SettingsChecks.required;

import dev.reelway.intake.IntakeSettings.HotFolderSettings;
import dev.reelway.intake.IntakeSettings.InboxSettings;
import dev.reelway.sink.FileSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes inboxes out of settings; wrong ones are refused by their key. */
final class InboxFactory {

  private static final String INBOXES = "reelway.intake.inboxes.";
  private static final String HOT_FOLDER = "reelway.intake.hot-folder.";
  private static final String UNCLAIMED = "reelway.intake.unclaimed.";
  private static final String APART =
      "and %s must not be the same folder or lie inside each other.";

  private final IntakeSettings settings;
  private final IntakeChecks checks;
  private final Path videos;
  private final Path home;

  /**
   * @param videos the folder of the file sink
   * @param home the folder of the ledger
   */
  InboxFactory(IntakeSettings settings, IntakeChecks checks, Path videos, Path home) {
    this.settings = settings;
    this.checks = checks;
    this.videos = plain(videos);
    this.home = plain(home);
  }

  Inboxes inboxes() {
    var all = new ArrayList<Inbox>();
    var hot = settings.hotFolder();
    checkHotFolder(hot);
    if (hot.enabled()) {
      all.add(hotFolder(hot));
    }
    settings.inboxes().forEach((name, one) -> all.add(inbox(name, one)));
    apart();
    positive(settings.unclaimed().moveAfter(), UNCLAIMED + "move-after");
    positive(settings.unclaimed().moveImagesAfter(), UNCLAIMED + "move-images-after");
    return new Inboxes(all);
  }

  private void checkHotFolder(HotFolderSettings hot) {
    positive(hot.lookEvery(), HOT_FOLDER + "look-every");
    noFile(hot.folder(), HOT_FOLDER + "folder");
    apart(FileSink.FOLDER, videos, HOT_FOLDER + "folder", plain(hot.folder()));
    withoutHome(HOT_FOLDER + "folder", plain(hot.folder()));
    if (hot.enabled()) {
      checks.licence(hot.licence(), HOT_FOLDER + "licence");
      checks.model(hot.model(), HOT_FOLDER + "model");
    }
  }

  private static Inbox hotFolder(HotFolderSettings hot) {
    return new Inbox(
        Inbox.HOT_FOLDER,
        hot.folder(),
        hot.licence(),
        OrderDefaults.of(hot.model(), Map.of()),
        null,
        null,
        hot.lookEvery());
  }

  private Inbox inbox(String name, InboxSettings one) {
    var key = INBOXES + name + ".";
    check(
        name.matches("[a-z0-9]+(-[a-z0-9]+)*") && !name.equals(Inbox.HOT_FOLDER),
        INBOXES + name,
        "must have a name of lower-case letters, digits and hyphens other than hot-folder.");
    check(one.folder() != null, key + "folder", "must name a folder for prompt files.");
    positive(one.lookEvery(), key + "look-every");
    var licence = required(one.licence(), key + "licence", "must name one of reelway.licences.");
    checks.licence(licence, key + "licence");
    return new Inbox(
        name,
        Objects.requireNonNull(one.folder()),
        licence,
        orderDefaults(key, one),
        orNull(one.sink()),
        marker(key + "marker", orNull(one.marker())),
        one.lookEvery());
  }

  private OrderDefaults orderDefaults(String key, InboxSettings one) {
    for (var name : one.defaults().keySet()) {
      check(
          OrderDefaults.isName(name),
          key + "defaults." + name,
          "is not a known default. Known defaults: %s.".formatted(OrderDefaults.names()));
    }
    var model = Objects.requireNonNullElse(orNull(one.model()), settings.hotFolder().model());
    var orderDefaults = OrderDefaults.of(model, one.defaults());
    checks.order(orderDefaults, key + (one.defaults().isEmpty() ? "model" : "defaults"));
    return orderDefaults;
  }

  /** A marker must not be taken for a prompt file itself. */
  private static @Nullable String marker(String key, @Nullable String marker) {
    check(
        marker == null
            || marker.matches("\\.[A-Za-z0-9_-]{1,20}")
                && !marker.matches("(?i)\\.(txt|csv|tsv|xlsx|ods|jsonl|ndjson|json|ya?ml|cancel)"),
        key,
        "must be a dot and a word, like .done, and must not be the extension of a prompt file.");
    return marker;
  }

  /** Each folder lies apart from all others, and from the folder of videos. */
  private void apart() {
    Map<String, Path> folders = new LinkedHashMap<>();
    folders.put(HOT_FOLDER + "folder", plain(settings.hotFolder().folder()));
    settings
        .inboxes()
        .forEach(
            (name, one) -> {
              var key = INBOXES + name + ".folder";
              var folder = plain(Objects.requireNonNull(one.folder()));
              folders.forEach((other, there) -> apart(key, folder, other, there));
              apart(key, folder, FileSink.FOLDER, videos);
              withoutHome(key, folder);
              folders.put(key, folder);
            });
  }

  private static void apart(String key, Path folder, String other, Path there) {
    check(!folder.startsWith(there) && !there.startsWith(folder), key, APART.formatted(other));
  }

  /** What lies in an inbox and is no prompt file is moved away after a while. */
  private void withoutHome(String key, Path folder) {
    check(!home.startsWith(folder), key, "must not be reelway.home, nor a folder that it lies in.");
  }

  /** Where a folder is, whichever symbolic links lead there; it need not exist yet. */
  private static Path plain(Path path) {
    var plain = path.toAbsolutePath().normalize();
    for (var there = plain; there != null; there = there.getParent()) {
      try {
        return there.toRealPath().resolve(there.relativize(plain)).normalize();
      } catch (IOException missing) {
        // Its parent may exist.
      }
    }
    return plain;
  }
}
