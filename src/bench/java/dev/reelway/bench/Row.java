package dev.reelway.bench;

import java.util.List;

/** Some work, measured with Reelway and with its neighbours. */
interface Row {

  List<Line> measure(Place place) throws Exception;
}
