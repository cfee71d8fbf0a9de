package dev.reelway.job;

/**
 * Where jobs are worked on. Each place has workers of its own, so that neither an upstream nor a
 * sink that hangs takes those of another.
 *
 * @param sink the sink that rendered jobs go to, as their orders name it: empty for the usual one,
 *     and for jobs that are not rendered yet
 */
record JobPlace(String upstream, String sink) {

  static JobPlace at(String upstream) {
    return new JobPlace(upstream, "");
  }
}
