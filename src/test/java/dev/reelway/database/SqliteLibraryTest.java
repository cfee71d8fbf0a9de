package dev.reelway.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.contracts.Command;
import dev.reelway.setup.HomeFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;

/** A library is loaded once in a process: each case has one of its own. */
class SqliteLibraryTest {

  @Test
  void itIsLoadedBelowTheHomeAndLeavesNothingThere(@TempDir Path folder) throws Exception {
    var missing = "-Djava.io.tmpdir=" + folder.resolve("missing");

    assertThat(started(missing, folder.resolve("home"))).isEqualTo("opened");
    assertThat(folder.resolve("home/sqlite")).isEmptyDirectory();
  }

  @Test
  void theFolderThatTheOperatorHasSetIsUsed(@TempDir Path folder) throws Exception {
    var set = "-D" + SqliteLibrary.SETTING + "=" + folder;

    assertThat(started(set, folder.resolve("home"))).isEqualTo("opened");
    assertThat(folder.resolve("home")).doesNotExist();
  }

  @Test
  void oneThatCannotBeLoadedIsToldAtTheStart(@TempDir Path folder) throws Exception {
    var missing = "-D" + SqliteLibrary.SETTING + "=" + folder.resolve("missing");

    assertThat(started(missing, folder.resolve("home")))
        .endsWith(
            "spring.datasource.url: SQLite's library cannot be loaded. Mount the disk of"
                + " reelway.home without noexec, or name another folder with"
                + " -Dorg.sqlite.tmpdir.");
  }

  private static String started(String option, Path home) throws Exception {
    var command = Command.java(option, SqliteLibraryTest.class, home.toString());
    return command.outputOfSuccess().strip();
  }

  /** Opens a database as a service whose home is the argument, and prints how it went. */
  public static void main(String[] arguments) throws IOException {
    SqliteLibrary.load(new HomeFolder(Path.of(arguments[0])));
    try (var connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
      System.out.println(connection.isValid(1) ? "opened" : "not valid");
    } catch (SQLException failure) {
      var environment = new MockEnvironment().withProperty("spring.datasource.url", "jdbc:sqlite:");
      var analysis = new DatabaseFailures(environment).analyze(failure);
      System.out.println(analysis == null ? failure : analysis.getDescription());
    }
  }
}
