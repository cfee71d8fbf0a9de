package dev.reelway.hostile;

import java.nio.file.Path;

/** What Jazzer calls, in a process of its own. */
public final class HostileInput {

  private static final HostileParser PARSER =
      HostileParser.valueOf(System.getProperty("hostile.parser"));
  private static final Path FOLDER = Path.of(System.getProperty("hostile.folder"));

  private HostileInput() {}

  public static void fuzzerTestOneInput(byte[] bytes) {
    PARSER.parse(bytes, FOLDER);
  }
}
