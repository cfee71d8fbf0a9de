package dev.reelway.job;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteQuotasTest extends QuotasContract {

  SqliteQuotasTest(@TempDir Path folder) throws IOException {
    super(TestDatabase.sqlite(folder));
  }
}
