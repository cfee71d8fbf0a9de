package dev.reelway.stories;

import dev.reelway.contracts.LogCapture;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.util.FileSystemUtils;

/**
 * One service for all classes that run at the same time and want the same settings. It ends with
 * the last of them. Each class looks at its own jobs and files only, and at no log.
 */
public final class SharedService {

  private static final Map<List<String>, SharedService> OPEN = new HashMap<>();

  private final Service service;
  private int classes;

  private SharedService(Service service) {
    this.service = service;
  }

  /** The service that others use already, or a new one. */
  public static Service join(String... settings) throws IOException {
    synchronized (OPEN) {
      var key = List.of(settings);
      var shared = OPEN.get(key);
      if (shared == null) {
        shared = new SharedService(started(settings));
        OPEN.put(key, shared);
      }
      shared.classes++;
      return shared.service;
    }
  }

  private static Service started(String... settings) throws IOException {
    var home = Files.createTempDirectory("reelway-shared");
    return LogCapture.apart(() -> Service.start(home, settings));
  }

  /** Ends the service unless another class still uses it. */
  public static void leave(Service service) throws IOException {
    synchronized (OPEN) {
      var shared =
          OPEN.values().stream().filter(one -> one.service == service).findFirst().orElseThrow();
      shared.classes--;
      if (shared.classes == 0) {
        OPEN.values().remove(shared);
        service.close();
        FileSystemUtils.deleteRecursively(service.home());
      }
    }
  }
}
