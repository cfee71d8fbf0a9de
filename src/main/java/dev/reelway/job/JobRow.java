package dev.reelway.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.reelway.cost.JobCost;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Failure;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.media.ImageDetails;
import dev.reelway.order.Order;
import dev.reelway.quota.Reservation;
import dev.reelway.sink.Asset;
import dev.reelway.upstream.RenderTask;
import dev.reelway.upstream.Target;
import dev.reelway.wire.PooledJson;
import dev.reelway.wire.ReadTexts;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Converts a job to a row of the ledger, and back.
 *
 * <p>Longer than 300 lines because the columns of a row are read by their position in one list.
 */
final class JobRow {

  static final String OPEN = "('queued', 'submitting', 'rendering', 'rendered')";

  private static final ObjectMapper JSON =
      new ObjectMapper(PooledJson.factory())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private static final ObjectReader IMAGE_DETAILS = JSON.readerFor(ImageDetails.class);
  private static final ObjectReader COST = JSON.readerFor(JobCost.class);
  private static final ObjectReader RESERVATION = JSON.readerFor(Reservation.class);
  private static final ObjectReader LINKS = JSON.readerForListOf(String.class);

  /** Rows from before there were images hold one video, not in a list. */
  private static final ObjectReader FILES =
      JSON.readerForListOf(Asset.class).with(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY);

  private static final ObjectWriter WRITER = JSON.writer();

  private static final ReadTexts<List<Asset>> FILES_READ = new ReadTexts<>();

  /**
   * The columns of a row, read by position: to find each by its name took as long as to read it.
   */
  private enum Column {
    ID,
    LICENCE,
    BATCH,
    LINE,
    REQUEST,
    SENT,
    STATE,
    ATTEMPTS,
    DUE,
    FENCE,
    CREATED_AT,
    WAIT_UNTIL,
    DEADLINE,
    ENDED_AT,
    UPSTREAM,
    CREDENTIAL,
    MODEL,
    TASK,
    SUBMITTED_AT,
    PROGRESS,
    LINKS,
    FILES,
    FAILURE_CODE,
    FAILURE,
    SINK,
    OUTPUT_NAME,
    PRIORITY,
    EXPIRES_AT,
    INTENT_AT,
    LOOKUP_UNTIL,
    DONE_AT,
    LAST_CAUSE,
    DETAILS,
    CHARGES,
    RESERVED,
    RETRY_OF,
    TRACE;

    private int at() {
      return ordinal() + 1;
    }
  }

  /** The columns that {@link #read} expects, in their order. */
  static final String COLUMNS =
      Stream.of(Column.values())
          .map(column -> column.name().toLowerCase(Locale.ROOT))
          .collect(Collectors.joining(", "));

  /** Why a job failed whose row cannot be read. */
  static final Failure UNREADABLE =
      new Failure("record_unreadable", "The job's record in the ledger cannot be read.");

  private JobRow() {}

  /**
   * The job of a row. A row that cannot be read gives a job that has failed for that reason, so
   * that a query of many jobs still returns the others; a job that had ended keeps its end. One
   * that a newer version wrote is marked as such, and shown as far as it is known.
   */
  static Job read(ResultSet row, int number) throws SQLException {
    try {
      var order = StoredOrder.read(row.getString(Column.REQUEST.at()));
      var sent = sent(row);
      var id = id(row);
      var job = job(row, order.of(id), sent == null ? null : sent.of(id), state(row));
      boolean isKnown = !order.newer() && (sent == null || !sent.newer()) && name(row).isPresent();
      return isKnown ? job : job.ofNewer();
    } catch (RuntimeException unreadable) {
      var shown = StoredOrder.shown(row.getString(Column.REQUEST.at()), id(row));
      return job(row, shown, null, endOrNone(row));
    }
  }

  private static String id(ResultSet row) throws SQLException {
    return row.getString(Column.ID.at());
  }

  private static JobState endOrNone(ResultSet row) throws SQLException {
    try {
      var state = state(row);
      return state.isFinal() ? state : new Failed(null, UNREADABLE);
    } catch (RuntimeException unreadable) {
      return new Failed(null, UNREADABLE);
    }
  }

  private static Job job(ResultSet row, Order order, @Nullable Order sent, JobState state)
      throws SQLException {
    return new Job(
        id(row),
        row.getString(Column.LICENCE.at()),
        line(row),
        order,
        sent,
        state,
        row.getInt(Column.ATTEMPTS.at()),
        Instant.ofEpochMilli(row.getLong(Column.DUE.at())),
        row.getLong(Column.FENCE.at()),
        Instant.ofEpochMilli(row.getLong(Column.CREATED_AT.at())),
        waitUntil(row),
        Instant.ofEpochMilli(row.getLong(Column.DEADLINE.at())),
        instant(row, Column.ENDED_AT),
        deliveryOptions(row),
        new JobHistory(
            instant(row, Column.DONE_AT),
            row.getString(Column.LAST_CAUSE.at()),
            jsonOrNull(IMAGE_DETAILS, row.getString(Column.DETAILS.at())),
            Objects.requireNonNullElse(
                jsonOrNull(COST, row.getString(Column.CHARGES.at())), JobCost.NONE),
            jsonOrNull(RESERVATION, row.getString(Column.RESERVED.at())),
            row.getString(Column.RETRY_OF.at()),
            row.getString(Column.TRACE.at()),
            unansweredBy(row, state),
            false,
            Tries.read(state, row.getString(Column.LINKS.at())),
            state instanceof Failed ? left(row) : List.of()));
  }

  /** A job that fails by itself has no intent left: by then it is known what became of it. */
  private static @Nullable String unansweredBy(ResultSet row, JobState state) throws SQLException {
    boolean isUnplaced = state instanceof Failed(var at, var why) && at == null;
    boolean isSent = isUnplaced && instant(row, Column.INTENT_AT) != null;
    return isSent ? row.getString(Column.UPSTREAM.at()) : null;
  }

  /** Rows from before say it by their deadline. */
  private static Instant waitUntil(ResultSet row) throws SQLException {
    var until = instant(row, Column.WAIT_UNTIL);
    return until == null ? Instant.ofEpochMilli(row.getLong(Column.DEADLINE.at())) : until;
  }

  private static DeliveryOptions deliveryOptions(ResultSet row) throws SQLException {
    return new DeliveryOptions(
        row.getString(Column.SINK.at()),
        row.getString(Column.OUTPUT_NAME.at()),
        row.getInt(Column.PRIORITY.at()));
  }

  private static @Nullable BatchLine line(ResultSet row) throws SQLException {
    var batch = row.getString(Column.BATCH.at());
    return batch == null ? null : new BatchLine(batch, row.getInt(Column.LINE.at()));
  }

  private static @Nullable StoredOrder sent(ResultSet row) throws SQLException {
    var sent = row.getString(Column.SENT.at());
    return sent == null ? null : StoredOrder.read(sent);
  }

  private static List<Asset> files(ResultSet row) throws SQLException {
    var json = row.getString(Column.FILES.at());
    return json == null
        ? List.of()
        : FILES_READ.read(json, text -> List.copyOf(JobRow.<List<Asset>>json(FILES, text)));
  }

  private static List<Asset> left(ResultSet row) throws SQLException {
    var json = row.getString(Column.FILES.at());
    return Objects.requireNonNullElse(jsonOrNull(FILES, json), List.of());
  }

  private static Optional<JobState.Name> name(ResultSet row) throws SQLException {
    return JobState.Name.read(row.getString(Column.STATE.at()));
  }

  /** A state that only a newer version knows is shown as rendering, or as queued before that. */
  private static JobState state(ResultSet row) throws SQLException {
    boolean isPlaced = row.getString(Column.TASK.at()) != null;
    return switch (name(row).orElse(isPlaced ? JobState.Name.RENDERING : JobState.Name.QUEUED)) {
      case QUEUED -> new Queued();
      case SUBMITTING ->
          new Submitting(
              target(row), instant(row, Column.INTENT_AT), instant(row, Column.LOOKUP_UNTIL));
      case RENDERING -> new Rendering(renderTask(row), row.getInt(Column.PROGRESS.at()));
      case RENDERED ->
          new Rendered(renderTask(row), json(LINKS, row.getString(Column.LINKS.at())), files(row));
      case DELIVERED -> new Delivered(renderTask(row), files(row), instant(row, Column.EXPIRES_AT));
      case FAILED ->
          new Failed(
              row.getString(Column.TASK.at()) == null ? null : renderTask(row),
              new Failure(
                  row.getString(Column.FAILURE_CODE.at()), row.getString(Column.FAILURE.at())));
    };
  }

  private static RenderTask renderTask(ResultSet row) throws SQLException {
    return new RenderTask(
        target(row), row.getString(Column.TASK.at()), instant(row, Column.SUBMITTED_AT));
  }

  private static Target target(ResultSet row) throws SQLException {
    return new Target(
        row.getString(Column.UPSTREAM.at()),
        row.getString(Column.CREDENTIAL.at()),
        row.getString(Column.MODEL.at()));
  }

  private static @Nullable Instant instant(ResultSet row, Column column) throws SQLException {
    long millis = row.getLong(column.at());
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  static @Nullable Target target(JobState state) {
    if (state instanceof Submitting(var at, var intent, var until)) {
      return at;
    }
    var renderTask = state.renderTask();
    return renderTask == null ? null : renderTask.target();
  }

  static String json(Object value) {
    try {
      return WRITER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What a job can do without: details and charges that cannot be read are none, and a reservation
   * stays until its periods are over.
   */
  private static <T> @Nullable T jsonOrNull(ObjectReader reader, @Nullable String text) {
    try {
      return text == null ? null : json(reader, text);
    } catch (UncheckedIOException unreadable) {
      return null;
    }
  }

  private static <T> T json(ObjectReader reader, String text) {
    try {
      return reader.readValue(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The order in which many rows are locked: two that lock the same rows never deadlock. */
  static Stream<Job> inLockOrder(Collection<Job> jobs) {
    return jobs.stream().sorted(Comparator.comparing(Job::id));
  }
}
