package dev.reelway.sink;

import java.io.IOException;

/** What an upstream sent is no whole film; whoever stores it must let it go. */
public final class BrokenFilm extends IOException {

  BrokenFilm(String what) {
    super(what);
  }
}
