package dev.reelway.job;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds the videos whose prompts contain some words, among those that fit the other filters: it
 * reads their prompts one after another, a bounded number for each page.
 */
final class VideoSearch {

  /** How many prompts are read for a page at most. */
  static final int MOST_READ = 5_000;

  private static final int AT_ONCE = 200;
  private static final JsonFactory JSON = new JsonFactory();

  private final JdbcClient db;
  private final VideoFilter filter;
  private final boolean ascending;
  private final VideoList list;

  VideoSearch(JdbcClient db, String licence, VideoFilter filter, boolean ascending) {
    this.db = db;
    this.filter = filter;
    this.ascending = ascending;
    this.list = new VideoList(licence, filter, null, ascending, AT_ONCE);
  }

  private record Candidate(String id, String prompt) {

    static Candidate read(ResultSet row, int number) throws SQLException {
      return new Candidate(row.getString(1), promptOf(row.getString(2)));
    }
  }

  /**
   * @param after the video before the first one of the page, or null for the first page
   */
  VideoPage page(@Nullable String after, int limit) {
    var found = new ArrayList<String>();
    var last = after;
    for (int read = 0; read < MOST_READ; ) {
      var some = candidates(last);
      for (var one : some) {
        last = one.id();
        read++;
        if (filter.words().fit(one.prompt())) {
          found.add(one.id());
          if (found.size() == limit) {
            return new VideoPage(jobs(found), null);
          }
        }
      }
      if (some.size() < AT_ONCE) {
        return new VideoPage(jobs(found), null);
      }
    }
    return new VideoPage(jobs(found), last);
  }

  private List<Candidate> candidates(@Nullable String after) {
    list.startAfter(after);
    return db.sql(list.query(db, "id, request"))
        .params(list.params())
        .query(Candidate::read)
        .list();
  }

  private List<Job> jobs(List<String> ids) {
    return ids.isEmpty()
        ? List.of()
        : db.sql(
                "select %s from job where id in (:ids) order by id %s"
                    .formatted(JobRow.COLUMNS, ascending ? "asc" : "desc"))
            .param("ids", ids)
            .query(JobRow::read)
            .list();
  }

  /** The prompt in the JSON of an order; empty if it cannot be read. */
  static String promptOf(String order) {
    try (var json = JSON.createParser(order)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean isPrompt = json.currentName().equals("prompt");
        json.nextToken();
        if (isPrompt) {
          return json.getText();
        }
        json.skipChildren();
      }
      return "";
    } catch (IOException unreadable) {
      return "";
    }
  }
}
