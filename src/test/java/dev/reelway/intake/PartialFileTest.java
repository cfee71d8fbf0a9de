package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that appear under their name only when they are complete. */
class PartialFileTest {

  @TempDir Path folder = Path.of("");

  @Test
  void partialFilesOfStoppedWritersAreDeleted() throws IOException {
    var partial =
        List.of(
            ".a.csv.report.html.-12.part",
            ".a.csv.results.jsonl.7.part",
            ".a.csv.errors.jsonl.0.part");
    var kept = List.of("a.csv.report.html", ".b.csv.report.html.7.part");
    for (var name : partial) {
      Files.createFile(folder.resolve(name));
    }
    for (var name : kept) {
      Files.createFile(folder.resolve(name));
    }

    PartialFile.deletePartials(folder, "a.csv");

    try (var remaining = Files.list(folder)) {
      assertThat(remaining.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(kept);
    }
  }
}
