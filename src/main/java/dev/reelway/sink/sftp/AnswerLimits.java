package dev.reelway.sink.sftp;

import dev.reelway.net.Alarms;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

/**
 * How long the server may take for an answer, and how long a connection is waited for.
 *
 * @param answer for a login, for the answer to a request, and for the next bytes of a file
 * @param finish for the last bytes of a new file: up to 512 KB are on their way when its source
 *     ends, and a server may bring the whole file to its disk before it answers
 * @param connection how long one that is in use is waited for
 * @param alarms what ends the connections whose server takes longer
 */
record AnswerLimits(
    Duration answer, Duration finish, Duration connection, ScheduledExecutorService alarms) {

  static AnswerLimits usual() {
    return new AnswerLimits(
        Duration.ofSeconds(30),
        Duration.ofMinutes(5),
        Duration.ofSeconds(10),
        Alarms.named("sftp-answers"));
  }
}
