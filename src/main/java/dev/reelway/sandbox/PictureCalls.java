package dev.reelway.sandbox;

import dev.reelway.api.CallReader;
import dev.reelway.api.Sealed;
import dev.reelway.sink.Asset;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/** Handles the sandbox's image requests. The images are made while the caller waits. */
public final class PictureCalls {

  private static final String CALL = "CamelHttpServletRequest";

  private final CallReader reader;
  private final Clock clock;
  private final Album album;
  private final Cards<Print> prints;
  private final Stills stills;
  private final Stumbles stumbles = new Stumbles();
  private final Pause pause;

  /**
   * @param home where uploaded and generated images are stored
   */
  PictureCalls(CallReader reader, Path home, Clock clock) throws IOException {
    this.reader = reader;
    this.clock = clock;
    this.album = new Album(home.resolve("pictures"));
    this.prints = new Cards<>(home.resolve("prints"), "image_", Print.class, clock);
    this.stills = new Stills(home.resolve("stills"), new Studio(album));
    this.pause = new Pause(clock);
  }

  /** Makes images from a prompt. */
  public Map<String, Object> generate(@Header(CALL) Sealed sealed) throws IOException {
    return made(sealed.call(), Given.in(sealed.call(), reader).wordsOnly());
  }

  /**
   * Makes images from a prompt and the images in the request; a request without images is refused.
   */
  public Map<String, Object> edit(@Header(CALL) Sealed sealed) throws IOException {
    var given = Given.in(sealed.call(), reader);
    if (given.pictures().isEmpty()) {
      throw new SandboxRefused(400, "invalid_value", "image is required");
    }
    return made(sealed.call(), given);
  }

  private Map<String, Object> made(HttpServletRequest call, Given given) throws IOException {
    boolean inline = Script.inline(given.wishes());
    var print = taken(given, call.getHeader("Idempotency-Key"));
    pause.until(print.due());
    if (print.rehearsal().fail()) {
      return failure(print.rehearsal());
    }
    requireResult(print.rehearsal());
    var data = inline ? written(print) : linked(print, call.getLocalPort());
    return Map.of("created", print.createdAt() / 1000, "data", data);
  }

  /**
   * A failed render is reported in a response with status 200, as some upstreams of the seed's
   * dialect do.
   */
  private static Map<String, Object> failure(Rehearsal rehearsal) {
    var why = rehearsal.refusal().orElseThrow();
    return Map.of("error", Map.of("code", why.code(), "message", why.sentence()));
  }

  private static void requireResult(Rehearsal rehearsal) {
    var refusal = rehearsal.refusal();
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    if (rehearsal.never()) {
      throw new SandboxRefused(504, "timeout", "The render timed out, as requested by the prompt.");
    }
  }

  private Print taken(Given given, @Nullable String key) throws IOException {
    var parameters = given.wishes();
    var scene = Script.picture(parameters).startingFrom(album.keep(given.pictures()));
    var id = prints.id(key);
    stumbles.stumble(key == null ? scene.fingerprint() : id, Rehearsal.of(scene.prompt()), 503);
    return prints.keep(
        new Print(id, scene, Script.count(parameters), Script.format(parameters), clock.millis()));
  }

  private List<Map<String, String>> linked(Print print, int port) throws IOException {
    var data = new ArrayList<Map<String, String>>();
    for (var name : print.names()) {
      file(print, name);
      var path = "/sandbox/v1/images/%s/%s".formatted(print.id(), name);
      data.add(Map.of("url", "http://127.0.0.1:" + port + path));
    }
    return data;
  }

  private List<Map<String, String>> written(Print print) throws IOException {
    var data = new ArrayList<Map<String, String>>();
    for (var name : print.names()) {
      var bytes = Files.readAllBytes(file(print, name));
      data.add(Map.of("b64_json", Base64.getEncoder().encodeToString(bytes)));
    }
    return data;
  }

  /**
   * The image with this name. Its first fetch is refused as expired if the prompt asks for that.
   */
  public Asset asset(@Header("id") String id, @Header("name") String name) throws IOException {
    var print = prints.find(id).orElseThrow(PictureCalls::unknown);
    var scene = print.picture(name).orElseThrow(PictureCalls::unknown);
    var about = id + "/" + name;
    stumbles.stumble(about, print.rehearsal(), 500);
    if (print.rehearsal().expiredLink() && stumbles.count("link " + about) == 1) {
      throw new SandboxRefused(410, "expired", "The link has expired.");
    }
    var file = file(print, name);
    return new Asset(
        "sandbox",
        file.toString(),
        print.format().mediaType(),
        Files.size(file),
        scene.fingerprint(),
        null);
  }

  private Path file(Print print, String name) throws IOException {
    var scene = print.picture(name).orElseThrow(PictureCalls::unknown);
    return stills.still(scene, print.format());
  }

  private static SandboxRefused unknown() {
    return new SandboxRefused(404, "not_found", "No such image in the sandbox.");
  }

  @EventListener
  void closing(ContextClosedEvent event) {
    pause.end();
  }
}
