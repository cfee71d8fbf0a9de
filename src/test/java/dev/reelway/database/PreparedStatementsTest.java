package dev.reelway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.DelegatingPreparedStatement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.sqlite.JDBC;

class PreparedStatementsTest {

  @TempDir private Path folder = Path.of("");
  private DataSource source = new SimpleDriverDataSource();

  @BeforeEach
  void openTheFile() {
    var url = "jdbc:sqlite:" + folder.resolve("ledger.db") + "?journal_mode=WAL";
    source = new PreparedStatements(new SimpleDriverDataSource(new JDBC(), url));
    JdbcClient.create(source).sql("create table job (id text, state text)").update();
  }

  @Test
  void aStatementIsPreparedOnceForEachConnection() throws Exception {
    try (var one = source.getConnection();
        var other = source.getConnection()) {
      var first = prepared(one, "select id from job");

      assertThat(prepared(one, "select id from job")).isSameAs(first);
      assertThat(prepared(one, "select state from job")).isNotSameAs(first);
      assertThat(prepared(other, "select id from job")).isNotSameAs(first);
    }
  }

  /** A statement that is read half would hold an old state of the database. */
  @Test
  void aStatementThatWasReadHalfHoldsNothing() throws Exception {
    try (var reader = source.getConnection();
        var writer = source.getConnection()) {
      add(writer, "a");
      add(writer, "b");
      try (var half = reader.prepareStatement("select id from job order by id");
          var row = half.executeQuery()) {
        assertThat(row.next()).isTrue();
      }
      add(writer, "c");
      try (var count = reader.prepareStatement("select count(*) from job").executeQuery()) {
        assertThat(count.getInt(1)).isEqualTo(3);
      }
      try (var checkpoint =
          writer.prepareStatement("pragma wal_checkpoint(truncate)").executeQuery()) {
        assertThat(checkpoint.getInt("busy")).isZero();
      }
    }
  }

  @Test
  void parametersOfTheLastUseAreForgotten() throws Exception {
    try (var connection = source.getConnection()) {
      add(connection, "a");
      try (var all = connection.prepareStatement("select id from job where id = ?")) {
        all.setString(1, "a");
        assertThat(all.executeQuery().next()).isTrue();
      }
      try (var none = connection.prepareStatement("select id from job where id = ?")) {
        assertThat(none.executeQuery().next()).isFalse();
      }
    }
  }

  @Test
  void columnsAreFoundByNameEachTime() throws Exception {
    try (var connection = source.getConnection()) {
      add(connection, "a");
      for (int times = 0; times < 3; times++) {
        try (var both = connection.prepareStatement("select state, id as name from job");
            var swapped = connection.prepareStatement("select id as state, state as id from job");
            var row = both.executeQuery();
            var other = swapped.executeQuery()) {
          assertThat(row.getString("NAME")).isEqualTo("a");
          assertThat(row.getMetaData().getColumnLabel(1)).isEqualTo("state");
          assertThat(other.getString("state")).isEqualTo("a");
          assertThat(other.getMetaData().getColumnLabel(2)).isEqualTo("id");
        }
      }
    }
  }

  @Test
  void columnsAreFoundByNameAfterAFailureAndAfterFewerColumns() throws Exception {
    try (var connection = source.getConnection()) {
      add(connection, "a");
      var client = JdbcClient.create(new SingleConnectionDataSource(connection, true));
      client.sql("create unique index job_id on job (id)").update();
      var added = "insert into job (id) values (?) returning id as added, state";

      assertThat(client.sql(added).param("b").query().singleRow()).containsEntry("added", "b");
      assertThatThrownBy(() -> client.sql(added).param("b").query().singleRow())
          .isInstanceOf(DataAccessException.class);
      assertThat(client.sql(added).param("c").query().singleRow()).containsEntry("added", "c");
      assertThat(client.sql("select * from job where id = 'a'").query().singleRow())
          .containsOnlyKeys("id", "state");
      client.sql("alter table job drop column state").update();
      assertThat(client.sql("select * from job where id = 'a'").query().singleRow())
          .containsOnlyKeys("id");
    }
  }

  @Test
  void aChangedTableIsReadAsItIsNow() throws Exception {
    try (var connection = source.getConnection()) {
      var db = JdbcClient.create(new SingleConnectionDataSource(connection, true));
      add(connection, "a");
      assertThat(db.sql("select * from job").query().singleRow()).hasSize(2);

      db.sql("alter table job add column owner text").update();

      assertThat(db.sql("select id, owner from job").query().singleRow()).hasSize(2);
      assertThat(db.sql("select * from job").query().singleRow()).containsKey("id");
    }
  }

  @Test
  void oldStatementsMakeRoomForNewOnes() throws Exception {
    Set<PreparedStatement> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    try (var connection = source.getConnection()) {
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 500; i++) {
          kept.add(prepared(connection, "select id, " + i + " from job"));
        }
      }
      assertThat(kept).hasSize(1_000);
    }
  }

  private static PreparedStatement prepared(Connection connection, String sql) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      return (PreparedStatement) ((DelegatingPreparedStatement) statement).getInnermostDelegate();
    }
  }

  private static void add(Connection connection, String id) throws SQLException {
    try (var insert = connection.prepareStatement("insert into job (id) values (?)")) {
      insert.setString(1, id);
      insert.executeUpdate();
    }
  }
}
