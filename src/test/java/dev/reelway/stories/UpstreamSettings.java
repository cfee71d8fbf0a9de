package dev.reelway.stories;

import com.sun.net.httpserver.HttpServer;
import java.util.stream.Stream;

/** Settings of an upstream in this process, and of the public model that only it renders. */
final class UpstreamSettings {

  private UpstreamSettings() {}

  /** Upstream and public model have one name; the upstream calls the model {@code m}. */
  static Stream<String> of(String name, String dialect, HttpServer server) {
    return of(name, dialect, "http://127.0.0.1:" + server.getAddress().getPort());
  }

  static Stream<String> of(String name, String dialect, String url) {
    var upstream = "reelway.upstreams." + name;
    var target = "reelway.models." + name + "[0]";
    return Stream.of(
        upstream + ".dialect=" + dialect,
        upstream + ".base-url=" + url,
        upstream + ".key=k",
        target + ".upstream=" + name,
        target + ".model=m");
  }
}
