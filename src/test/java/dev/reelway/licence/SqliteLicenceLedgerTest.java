package dev.reelway.licence;

import dev.reelway.job.TestDatabase;

class SqliteLicenceLedgerTest extends LicenceLedgerContract {

  SqliteLicenceLedgerTest() {
    super(TestDatabase.memory());
  }
}
