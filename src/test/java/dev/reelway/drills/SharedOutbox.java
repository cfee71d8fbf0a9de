package dev.reelway.drills;

import dev.reelway.sink.S3Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where the nodes of a drill put their videos. */
sealed interface SharedOutbox extends AutoCloseable {

  /** What has a node put its videos there. */
  List<String> settings();

  /** All that lies there, as paths. */
  List<String> paths() throws IOException;

  byte[] read(String path) throws IOException;

  /** The lengths in bytes of all that lies there, by path. */
  Map<String, Long> lengths() throws IOException;

  /** What is not whole: partial files, uploads that were neither completed nor aborted. */
  List<String> parts() throws IOException;

  @Override
  void close() throws Exception;

  /** A folder. */
  record Folder(Path folder) implements SharedOutbox {

    @Override
    public List<String> settings() {
      return List.of("reelway.sinks.file.folder=" + folder);
    }

    @Override
    public List<String> paths() throws IOException {
      try (var files = Files.walk(folder)) {
        return files
            .filter(file -> Files.isRegularFile(file) && !file.endsWith(".reelway"))
            .map(Path::toString)
            .toList();
      }
    }

    @Override
    public byte[] read(String path) throws IOException {
      return Files.readAllBytes(Path.of(path));
    }

    @Override
    public Map<String, Long> lengths() throws IOException {
      var all = new TreeMap<String, Long>();
      for (var path : paths()) {
        all.put(path, Files.size(Path.of(path)));
      }
      return all;
    }

    @Override
    public List<String> parts() throws IOException {
      return paths().stream().filter(path -> path.endsWith(".part")).toList();
    }

    @Override
    public void close() {}
  }

  /** A bucket. */
  record Bucket(S3Store store) implements SharedOutbox {

    @Override
    public List<String> settings() {
      return List.of(store.settings());
    }

    @Override
    public List<String> paths() {
      return store.keys();
    }

    @Override
    public byte[] read(String path) {
      return store.bytes(path);
    }

    @Override
    public Map<String, Long> lengths() {
      return store.lengths();
    }

    @Override
    public List<String> parts() {
      return store.uploads();
    }

    @Override
    public void close() throws Exception {
      store.close();
    }
  }
}
