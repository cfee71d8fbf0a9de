package dev.reelway.job;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteWaitingJobsTest extends WaitingJobsContract {

  SqliteWaitingJobsTest(@TempDir Path folder) throws IOException {
    super(TestDatabase.sqlite(folder));
  }
}
