package dev.reelway.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A migration only adds, so that the version before it works on the same ledger: beside the newer
 * one during an upgrade, and after a way back.
 */
class MigrationsTest {

  private static final Path FOLDER = Path.of("src/main/resources/db/migration");

  /** Those before were made for one version at a time. */
  private static final int FIRST = 27;

  /** In those before, an index may be built in one file with a change of its table. */
  private static final int FIRST_OF_SHORT_LOCKS = 38;

  /** What an older version, which does not know of it, would stumble over. */
  private static final List<Pattern> BREAKING =
      Stream.of(
              "drop\\s+(table|column|view)",
              "rename\\s+",
              "alter\\s+column",
              "add\\s+(constraint|unique|check|foreign|primary)",
              "create\\s+trigger",
              "add\\s+column(?=[^;]*\\bnot\\s+null)(?![^;]*\\bdefault\\b)",
              "add\\s+column[^;]*\\b(unique|references|check)\\b",
              "\\b(delete\\s+from|truncate)\\b")
          .map(one -> Pattern.compile(one, Pattern.CASE_INSENSITIVE))
          .toList();

  private static final Pattern TABLE = Pattern.compile("create\\s+table\\s+(\\w+)");
  private static final Pattern INDEX =
      Pattern.compile("create\\s+(?:unique\\s+)?index\\s+\\w+\\s+on\\s+(\\w+)");
  private static final Pattern UNIQUE =
      Pattern.compile("create\\s+unique\\s+index\\s+\\w+\\s+on\\s+(\\w+)");

  @ParameterizedTest
  @MethodSource("migrations")
  void theVersionBeforeWorksOnAfterIt(Path migration) throws IOException {
    assertThat(breaking(Files.readString(migration))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "drop table job;",
        "alter table job drop column due;",
        "alter table job rename column due to due_at;",
        "alter table job rename to task;",
        "alter table job alter column due type text;",
        "alter table job add column mood text not null;",
        "alter table job add column mood text\n  references mood (name);",
        "alter table job add constraint one unique (due);",
        "create unique index one on job (due);",
        "create trigger one after insert on job begin select 1; end;",
        "delete from job;"
      })
  void whatBreaksTheVersionBeforeIsFound(String sql) {
    assertThat(breaking(sql)).isNotEmpty();
  }

  @Test
  void whatOnlyAddsIsNot() {
    assertThat(
            breaking(
                """
                -- drop table job;
                alter table job add column mood text;
                alter table job add column age bigint not null default 0;
                create table mood (name text not null primary key, at bigint not null);
                create unique index mood_at on mood (at);
                drop index job_due;
                create index job_due on job (due) where due is not null;
                """))
        .isEmpty();
  }

  /**
   * A file is one transaction: a lock that keeps readers out would be held until the index is
   * built.
   */
  @Test
  void noTableIsLockedForReadersWhileAnIndexOfItIsBuilt() throws IOException {
    for (var migration : migrations()) {
      if (version(migration) >= FIRST_OF_SHORT_LOCKS) {
        assertThat(locksReaders(Files.readString(migration))).as(migration.toString()).isFalse();
      }
    }
    var index = "create index job_age on job (created_at);";
    assertThat(locksReaders("alter table job add column mood text; " + index)).isTrue();
    assertThat(locksReaders("drop index job_due; " + index)).isTrue();
    assertThat(locksReaders(index)).isFalse();
    assertThat(
            locksReaders(
                "alter table job add column mood text; create table mood (name text not null);"
                    + " create index mood_name on mood (name);"))
        .isFalse();
  }

  private static boolean locksReaders(String migration) {
    var sql = migration.replaceAll("(?m)--.*$", "").toLowerCase(Locale.ROOT);
    var made = TABLE.matcher(sql).results().map(one -> one.group(1)).toList();
    boolean isBuilt = INDEX.matcher(sql).results().anyMatch(one -> !made.contains(one.group(1)));
    return isBuilt && Pattern.compile("alter\\s+table|drop\\s+index").matcher(sql).find();
  }

  static List<Path> migrations() throws IOException {
    try (var files = Files.list(FOLDER)) {
      return files.filter(file -> version(file) >= FIRST).sorted().toList();
    }
  }

  private static int version(Path file) {
    return Integer.parseInt(file.getFileName().toString().replaceAll("^V(\\d+)__.*", "$1"));
  }

  private static List<String> breaking(String migration) {
    var sql = migration.replaceAll("(?m)--.*$", "");
    var made = TABLE.matcher(sql).results().map(one -> one.group(1)).toList();
    var bounds = UNIQUE.matcher(sql).results().filter(one -> !made.contains(one.group(1)));
    return Stream.concat(BREAKING.stream().flatMap(one -> one.matcher(sql).results()), bounds)
        .map(one -> one.group())
        .toList();
  }
}
