package dev.reelway.intake;

import dev.reelway.job.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteDroppedBatchesTest extends DroppedBatchesContract {

  SqliteDroppedBatchesTest(@TempDir Path folder) throws IOException {
    super(TestDatabase.sqlite(folder));
  }
}
