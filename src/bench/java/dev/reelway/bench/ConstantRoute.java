package dev.reelway.bench;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** The skeleton, with its one route. */
record ConstantRoute(Program program, int port) {

  static ConstantRoute start(Place place) throws IOException, InterruptedException {
    int port = Place.freePort();
    var command = Place.java(Place.SERVICE, SkeletonJar.make());
    command.add("--server.port=" + port);
    var program = place.closing(Program.start("skeleton", place.home("skeleton"), command));
    var route = new ConstantRoute(program, port);
    program.ready(route.uri());
    return route;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port + "/constant");
  }

  Call read() {
    return Call.get(uri(), Map.of());
  }

  Call create(String body) {
    return new Call("POST", uri(), body, Map.of("Content-Type", "application/json"));
  }
}
