package dev.reelway.api;

import dev.reelway.job.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteEqualRequestsTest extends EqualRequestsContract {

  SqliteEqualRequestsTest(@TempDir Path folder) throws IOException {
    super(TestDatabase.sqlite(folder));
  }
}
