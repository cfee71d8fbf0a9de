package dev.reelway.job;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The table by which jobs are found by the metadata of their orders. Its rows are written and
 * deleted in the transaction that inserts or deletes the job.
 */
final class JobMetadata {

  /** A job that is not inserted, as its line is a job already, has no rows. */
  private static final String INSERT =
      """
      insert into job_metadata (licence, pair, job)
      select column1, column2, column3 from (values %s) as pairs
      where exists (select 1 from job where id = column3)
      on conflict do nothing
      """;

  private static final int HASH_BYTES = 16;

  private JobMetadata() {}

  /** Writes the rows of jobs that have just been inserted. */
  static void insert(JdbcClient db, List<Job> jobs) {
    var rows = jobs.stream().flatMap(JobMetadata::rows).toList();
    if (!rows.isEmpty()) {
      db.sql(INSERT.formatted(String.join(", ", Collections.nCopies(rows.size(), "(?, ?, ?)"))))
          .params(rows.stream().flatMap(List::stream).toList())
          .update();
    }
  }

  private static Stream<List<String>> rows(Job job) {
    return job.order().metadata().entrySet().stream()
        .map(one -> List.of(job.licence(), pair(one.getKey(), one.getValue()), job.id()));
  }

  /** Deletes the rows of a job. */
  static void delete(JdbcClient db, Job job) {
    rows(job)
        .forEach(
            row ->
                db.sql("delete from job_metadata where licence = ? and pair = ? and job = ?")
                    .params(row)
                    .update());
  }

  /** The hash of a key and its value; the key's length keeps them apart. */
  static String pair(String key, String value) {
    try {
      var text = key.length() + ":" + key + value;
      var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
