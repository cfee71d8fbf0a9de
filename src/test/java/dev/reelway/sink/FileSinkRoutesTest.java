package dev.reelway.sink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.io.TempDir;

class FileSinkRoutesTest extends SinkContract {

  private final Path folder;

  FileSinkRoutesTest(@TempDir Path home) {
    this.folder = home.resolve("outbox");
  }

  @Override
  public String sink() {
    return "file";
  }

  @Override
  public void settle(DefaultCamelContext camel) {
    var settings = new Properties();
    settings.setProperty("reelway.sinks.file.folder", folder.toString());
    camel.getPropertiesComponent().setInitialProperties(settings);
    camel.getRegistry().bind("fileSink", new FileSink(folder, new RememberedUse(false)));
  }

  @Override
  public List<String> keys() throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (var files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .filter(name -> !name.endsWith(".part") && !name.equals(SinkRoot.MARKER))
          .toList();
    }
  }
}
