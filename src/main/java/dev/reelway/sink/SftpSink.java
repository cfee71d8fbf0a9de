package dev.reelway.sink;

import com.jcraft.jsch.SftpATTRS;
import dev.reelway.sink.RemoteFile.Facts;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;

/**
 * What the SFTP sink's routes do: they speak to the server here, not through an endpoint, as a film
 * must be looked at before it gets its name, and be read from any byte on.
 *
 * <p>On the server it looks as in the file sink's folder: {@code <folder>/<date>/<job>.mp4}, beside
 * it the sidecar, the thumbnail and further pictures, and {@code .parts/} with what is on its way.
 */
public final class SftpSink {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.sinks");

  private final Optional<SftpSettings> settings;

  /**
   * @param settings empty where no server is configured: then this must not be asked for anything
   */
  SftpSink(Optional<SftpSettings> settings) {
    this.settings = settings;
  }

  /** Whether a server is configured. */
  boolean isConfigured() {
    return settings.isPresent();
  }

  /** Puts a file under its key, whole or not at all. */
  public void store(@Variable("key") String key, @Body InputStream file) throws IOException {
    try (file) {
      var place = at(key);
      var part = part(place) + UUID.randomUUID() + ".part";
      store(place, part, file);
    }
  }

  private void store(String place, String part, InputStream file) throws IOException {
    try (var line = line()) {
      send(line, part, file);
      line.rename(part, place);
      clear(line, folder(part), name -> name.startsWith(name(part(place))));
    } catch (SinkAway away) {
      throw away;
    } catch (IOException failed) {
      abandon(part, failed);
      throw failed;
    }
  }

  private static void send(SftpLine line, String part, InputStream file) throws IOException {
    var counted = new Counted(file);
    line.write(part, counted);
    long stored = line.look(part).map(SftpATTRS::getSize).orElse(0L);
    if (stored != counted.bytes) {
      throw new IOException(
          "%d bytes of %s lie there, of %d".formatted(stored, part, counted.bytes));
    }
  }

  /**
   * A line on which a write has failed is of no further use. What cannot be deleted now goes when
   * the file is whole, or wanted no more.
   */
  private void abandon(String part, IOException failed) {
    try (var line = line()) {
      line.delete(part);
    } catch (IOException alsoFailed) {
      failed.addSuppressed(alsoFailed);
    }
  }

  /** The file under a key, ready to be served; one that is gone does not exist. */
  public Resource open(String key) throws IOException {
    var place = at(key);
    try (var line = line()) {
      var facts = line.look(place).map(SftpSink::facts);
      return new RemoteFile(key, facts, from -> read(place, facts, from));
    }
  }

  private InputStream read(String place, Optional<Facts> facts, long from) throws IOException {
    var line = line();
    try {
      if (!line.look(place).map(SftpSink::facts).equals(facts)) {
        throw new IOException(place + " has changed meanwhile");
      }
      return line.read(place, from);
    } catch (IOException failed) {
      line.close();
      throw failed;
    }
  }

  private static Facts facts(SftpATTRS known) {
    return new Facts(known.getSize(), Instant.ofEpochSecond(known.getMTime()));
  }

  /** Removes a film and all that lies beside it under its job's name; nothing there is fine. */
  public void remove(String key) throws IOException {
    var place = at(key);
    var job = Pattern.quote(name(place).replaceFirst("\\.[^.]*$", ""));
    var own = Pattern.compile(job + "(-\\d+)?\\..*").asMatchPredicate();
    try (var line = line()) {
      clear(line, folder(place), own);
      clear(line, folder(part(place)), own);
    }
  }

  private static void clear(SftpLine line, String folder, Predicate<String> which)
      throws IOException {
    for (var name : line.names(folder)) {
      if (which.test(name)) {
        line.delete(folder + "/" + name);
      }
    }
  }

  private String at(String key) {
    return settings().folder() + "/" + Keys.checked("", key);
  }

  /** What the names of all tries to write a file begin with. */
  private static String part(String place) {
    return folder(place) + "/.parts/" + name(place) + ".";
  }

  private static String folder(String place) {
    return place.substring(0, place.lastIndexOf('/'));
  }

  private static String name(String place) {
    return place.substring(place.lastIndexOf('/') + 1);
  }

  private SftpLine line() throws SinkAway {
    try {
      return SftpLine.open(settings());
    } catch (SinkAway away) {
      LOG.warn(away.getMessage());
      throw away;
    }
  }

  private SftpSettings settings() {
    return settings.orElseThrow(
        () -> new IllegalStateException("reelway.sinks.sftp names no server"));
  }

  private static final class Counted extends FilterInputStream {

    private long bytes;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int one = in.read();
      bytes += one < 0 ? 0 : 1;
      return one;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = in.read(buffer, offset, length);
      bytes += Math.max(0, count);
      return count;
    }
  }
}
