package dev.reelway.event;

import dev.reelway.job.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteLicenceDeliveriesTest extends LicenceDeliveriesContract {

  SqliteLicenceDeliveriesTest(@TempDir Path folder) throws IOException {
    super(TestDatabase.sqlite(folder));
  }
}
