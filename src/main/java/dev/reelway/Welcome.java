package dev.reelway;

import dev.reelway.api.AdminConnector;
import dev.reelway.api.EntryFilter;
import dev.reelway.sink.FileSink;
import dev.reelway.wire.OwnHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.event.EventListener;

/**
 * Greets a new user: logs three lines, and on the first start with an empty home drops a prompt
 * file into the inbox, so that a video is in the outbox seconds later. Where anything but the
 * sandbox could render it, and ask for money, nothing is dropped.
 */
final class Welcome {

  private static final Logger LOG = LoggerFactory.getLogger("reelway");

  /** The name of the shipped licence, and its key. */
  private static final String DEMO = "demo";

  private static final String FIRST_PROMPTS =
      """
      # Each line of this file is a prompt; Reelway has made a video of each.
      # Drop a text file like this one into the inbox whenever you like.
      A paper boat sails down a rainy street at dusk, lanterns in every window
      """;

  private final Settings settings;
  private final EntryFilter entryFilter;
  private final FileSink sink;
  private final boolean emptyHome;

  Welcome(Settings settings, EntryFilter entryFilter, FileSink sink) {
    this.settings = settings;
    this.entryFilter = entryFilter;
    this.sink = sink;
    this.emptyHome = !Files.exists(inbox());
  }

  /**
   * The routes have started: requests are accepted from now on, unless the service was told to stop
   * meanwhile.
   */
  @EventListener
  void ready(ApplicationReadyEvent event) throws IOException {
    var context = (ServletWebServerApplicationContext) event.getApplicationContext();
    if (context.isActive()) {
      entryFilter.open();
      greet(context);
    }
  }

  private void greet(ServletWebServerApplicationContext context) throws IOException {
    var host = OwnHost.of(context.getEnvironment().getProperty("server.address"));
    int port = context.getWebServer().getPort();
    LOG.info("Page:    http://{}:{}/", host, port);
    LOG.info("API:     http://{}:{}{}/v1", host, port, settings.api().basePath());
    LOG.info("Licence: {}", licences(settings));
    context
        .getBean(AdminConnector.class)
        .address()
        .ifPresent(admin -> LOG.info("Admin:   {}/admin", admin));
    LOG.info("Videos:  {} (drop prompt files into {})", videos(), shown(inbox()));
    if (emptyHome && isForTrial(settings)) {
      dropFirstPrompts();
    }
  }

  static boolean isForTrial(Settings settings) {
    return settings.intake().hotFolder().enabled()
        && settings.upstreams().keySet().equals(Set.of("sandbox"));
  }

  private void dropFirstPrompts() throws IOException {
    Files.createDirectories(inbox());
    var own = ".welcome-%s.part".formatted(UUID.randomUUID()); // Other nodes may drop theirs now.
    var partial = Files.writeString(inbox().resolve(own), FIRST_PROMPTS);
    Files.move(partial, inbox().resolve("welcome.txt"), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Only the key of the shipped demo licence is public: one that has replaced it is a secret. */
  static String licences(Settings settings) {
    var demo = settings.licences().get(DEMO);
    return demo != null && DEMO.equals(demo.key())
        ? "send 'Authorization: %s' with every call".formatted(DEMO)
        : "the key of " + String.join(", or of ", known(settings));
  }

  private static Collection<String> known(Settings settings) {
    var declared = settings.licences().keySet();
    return declared.isEmpty() ? List.of("a licence in the ledger") : declared;
  }

  private Path inbox() {
    return settings.intake().hotFolder().folder();
  }

  private String videos() {
    return settings.sink().equals("file")
        ? sink.folder().toString()
        : "the sink " + settings.sink();
  }

  private static Path shown(Path path) {
    return path.toAbsolutePath().normalize();
  }
}
