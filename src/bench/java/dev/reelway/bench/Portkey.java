package dev.reelway.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Portkey's gateway, passing calls through to the constant upstream. */
record Portkey(int port, int upstream) {

  private static final Path GATEWAY =
      Place.TARGET.resolve("portkey/node_modules/@portkey-ai/gateway").toAbsolutePath();

  static Portkey start(Place place, Nginx upstream) throws IOException, InterruptedException {
    int port = Place.freePort();
    var server = GATEWAY.resolve("build/start-server.js").toString();
    var command = List.of("node", server, "--headless", "--port=" + port);
    var program = place.closing(Program.start("portkey", place.home("portkey"), command));
    program.ready(URI.create("http://127.0.0.1:" + port + "/"));
    return new Portkey(port, upstream.upstream());
  }

  /** Of its GETs, /v1/videos is answered with 500; /v1/files is passed on. */
  Call read() {
    return Call.get(uri("/v1/files/file_1"), headers());
  }

  /** Of its POSTs, /v1/videos is answered with 500; /v1/images/generations is passed on. */
  Call create(String body) {
    return new Call("POST", uri("/v1/images/generations"), body, headers());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private Map<String, String> headers() {
    return Map.of(
        "Content-Type",
        "application/json",
        "Authorization",
        "Bearer key",
        "x-portkey-provider",
        "openai",
        "x-portkey-custom-host",
        "http://127.0.0.1:" + upstream + "/v1");
  }
}
