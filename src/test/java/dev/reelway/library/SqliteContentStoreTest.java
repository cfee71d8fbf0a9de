package dev.reelway.library;

import dev.reelway.job.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteContentStoreTest extends ContentStoreContract {

  SqliteContentStoreTest(@TempDir Path folder) throws IOException {
    super(TestDatabase.sqlite(folder));
  }
}
