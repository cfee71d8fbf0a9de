package dev.reelway.sink.sftp;

import com.jcraft.jsch.SftpATTRS;
import dev.reelway.sink.AssetKeys;
import dev.reelway.sink.FilesOfJob;
import dev.reelway.sink.FormerFolders;
import dev.reelway.sink.RemoteResource;
import dev.reelway.sink.RemoteResource.FileMetadata;
import dev.reelway.sink.SinkUnavailable;
import dev.reelway.sink.UsedFolder;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
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
 * The operations of the SFTP sink, called by its routes. They use JSch directly instead of a Camel
 * endpoint, because a file must be checked before it gets its name, and be readable from any
 * offset.
 *
 * <p>The layout on the server is that of the file sink: {@code <folder>/<date>/<job>.mp4}, with the
 * sidecar, the thumbnail and further images beside it, and unfinished files in {@code .parts/}. As
 * there, the folder of a day is never listed.
 */
public final class SftpSink {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.sinks");

  private final Optional<SftpSettings> settings;
  private final UsedFolder usedFolder;
  private final Optional<SftpConnections> connections;
  private final FormerFolders formerFolders = new FormerFolders();

  /**
   * @param settings empty if no server is configured; then every operation throws {@link
   *     IllegalStateException}
   * @param usedFolder whether files were delivered to the folder on the server before
   */
  SftpSink(Optional<SftpSettings> settings, UsedFolder usedFolder, AnswerLimits limits) {
    this.settings = settings;
    this.usedFolder = usedFolder;
    this.connections = settings.map(server -> new SftpConnections(server, limits));
  }

  /** Whether a server is configured. */
  public boolean isConfigured() {
    return settings.isPresent();
  }

  /**
   * Stores a file under its key, completely or not at all. Throws {@link SinkUnavailable} if the
   * server cannot be reached or its folder is away, and another {@link IOException} if the file
   * could not be written completely.
   */
  public void store(@Variable("key") String key, @Body InputStream file) throws IOException {
    try (file) {
      var path = at(key);
      var part = part(path) + UUID.randomUUID() + ".part";
      store(path, part, file);
    }
  }

  private void store(String path, String part, InputStream file) throws IOException {
    try (var connection = connections().forWriting()) {
      checkFolder(connection);
      send(connection, part, file);
      connection.rename(part, path, part(path) + UUID.randomUUID() + ".old");
      usedFolder.use();
      tidy(connection, part(path));
    } catch (SinkUnavailable away) {
      throw away;
    } catch (IOException failed) {
      abandon(part, failed);
      throw failed;
    }
  }

  private static void send(SftpConnection connection, String part, InputStream file)
      throws IOException {
    var counted = new Counted(file);
    connection.write(part, counted);
    long stored = connection.stat(part).map(SftpATTRS::getSize).orElse(0L);
    if (stored != counted.bytes) {
      throw new IOException(
          "The server holds %d bytes of %s instead of %d".formatted(stored, part, counted.bytes));
    }
  }

  /**
   * Removes what earlier attempts have left of a file that is complete now. Some servers allow
   * neither to list nor to delete; the file itself is not affected.
   *
   * @param start the start of the paths of its partial files
   */
  private static void tidy(SftpConnection connection, String start) {
    try {
      clear(connection, folder(start), name -> name.startsWith(name(start)));
    } catch (IOException failed) {
      LOG.debug("Partial files {}… may remain on the SFTP server: {}", start, failed.getMessage());
    }
  }

  /**
   * A connection on which a write has failed cannot be used again. A partial file that cannot be
   * deleted now is removed when the file is stored or removed.
   */
  private void abandon(String part, IOException failed) {
    try (var connection = connections().forWriting()) {
      connection.delete(part);
    } catch (IOException suppressed) {
      failed.addSuppressed(suppressed);
    }
  }

  /** The file with this key; {@code exists()} is false if it is missing. */
  public Resource open(String key) throws IOException {
    var path = at(key);
    try (var connection = connections().forReading()) {
      var facts = connection.stat(path).map(SftpSink::fileMetadata);
      if (facts.isEmpty()) {
        checkFolder(connection);
      }
      return new RemoteResource(key, facts, from -> read(path, facts, from));
    }
  }

  private InputStream read(String path, Optional<FileMetadata> facts, long from)
      throws IOException {
    var connection = connections().forReading();
    try {
      if (!connection.stat(path).map(SftpSink::fileMetadata).equals(facts)) {
        throw new IOException(path + " has changed since it was opened");
      }
      return connection.read(path, from);
    } catch (IOException failed) {
      connection.close();
      throw failed;
    }
  }

  private static FileMetadata fileMetadata(SftpATTRS known) {
    return new FileMetadata(known.getSize(), Instant.ofEpochSecond(known.getMTime()));
  }

  /**
   * Removes a file and everything beside it under its job's name, also from those folders of the
   * server that were set before which are there. Missing files are ignored.
   */
  public void remove(String key) throws IOException {
    var path = at(key);
    try (var connection = connections().forWriting()) {
      checkFolder(connection);
      remove(connection, path);
      for (var former : formerFolders()) {
        formerFolders.remove(former, () -> removeFrom(connection, former, key));
        connection.requireOpen();
      }
    }
  }

  private static void removeFrom(SftpConnection connection, String former, String key)
      throws IOException {
    if (connection.stat(former).isEmpty()) {
      throw new IOException("It is missing on the SFTP server. Mount it.");
    }
    remove(connection, at(former, key));
  }

  private static void remove(SftpConnection connection, String path) throws IOException {
    var job = Pattern.quote(name(path).replaceFirst("\\.[^.]*$", ""));
    var own = Pattern.compile(job + "(-\\d+)?\\..*").asMatchPredicate();
    FilesOfJob.remove(path, connection::delete);
    clear(connection, folder(part(path)), own);
  }

  /** Those of this server. */
  private List<String> formerFolders() {
    var server = settings().place("");
    return usedFolder.others().stream()
        .filter(place -> place.startsWith(server))
        .map(place -> place.substring(server.length()))
        .toList();
  }

  /** A folder that is not mounted on the server has no files, and may not be made anew. */
  private void checkFolder(SftpConnection connection) throws IOException {
    var folder = settings().folder();
    if (connection.stat(folder).isEmpty() && usedFolder.isUsed()) {
      var sentence =
          "The folder %s is missing on the SFTP server %s although files were delivered to it. Mount it, or create it."
              .formatted(folder, settings().address());
      throw new SinkUnavailable(sentence, new IOException(sentence));
    }
  }

  private static void clear(SftpConnection connection, String folder, Predicate<String> which)
      throws IOException {
    for (var name : connection.names(folder)) {
      if (which.test(name)) {
        connection.delete(folder + "/" + name);
      }
    }
  }

  private String at(String key) {
    return at(settings().folder(), key);
  }

  private static String at(String folder, String key) {
    return folder + "/" + AssetKeys.checked("", key);
  }

  /** The common start of the names of all partial files of a file. */
  private static String part(String path) {
    return folder(path) + "/.parts/" + name(path) + ".";
  }

  private static String folder(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private SftpSettings settings() {
    return configured(settings);
  }

  private SftpConnections connections() {
    return configured(connections);
  }

  private static <T> T configured(Optional<T> given) {
    return given.orElseThrow(() -> new IllegalStateException("reelway.sinks.sftp.host is not set"));
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
