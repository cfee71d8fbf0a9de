package dev.reelway.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.reelway.job.State.Delivered;
import dev.reelway.sink.Asset;
import dev.reelway.sink.ProvenStream;
import dev.reelway.sink.ProvenStream.Limits;
import dev.reelway.sink.Sidecar;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** What the deliver route asks on a film's way from its upstream to its sink. */
public final class Delivery {

  private static final long LARGEST_PICTURE = 20_000_000;
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT);

  private final String sink;
  private final long largestFilm;
  private final Clock clock;

  /**
   * @param sink the configured sink's name
   * @param largestFilm in bytes; a longer film is not taken
   */
  public Delivery(String sink, long largestFilm, Clock clock) {
    this.sink = sink;
    this.largestFilm = largestFilm;
    this.clock = clock;
  }

  /** The film that an upstream sends, as a stream that proves itself. */
  public ProvenStream film(Job job, InputStream body, @Nullable Long length) throws IOException {
    return ProvenStream.film(body, limits(job, length, largestFilm));
  }

  /** The thumbnail that an upstream sends, as a stream that proves itself. */
  public ProvenStream thumbnail(Job job, InputStream body, @Nullable Long length)
      throws IOException {
    return ProvenStream.picture(body, limits(job, length, LARGEST_PICTURE));
  }

  /** The sink that a job's film lies in, or would. */
  public String sink(Job job) {
    return job.state() instanceof Delivered(var at, var film) ? film.sink() : sink;
  }

  private Limits limits(Job job, @Nullable Long length, long largest) {
    return new Limits(length == null ? -1 : length, largest, () -> enough(job));
  }

  private void enough(Job job) {
    if (clock.instant().isAfter(job.deadline())) {
      throw new IllegalStateException("the deadline passed during the download");
    }
  }

  /** Where a job's files lie: the day it was made, in UTC, and its name; the same at every try. */
  public static String key(Job job, String extension) {
    var day = LocalDate.ofInstant(job.created(), ZoneOffset.UTC);
    return "%s/%s.%s".formatted(day, job.id(), extension);
  }

  /** The film as it lies in its sink by now. */
  public Asset stored(Job job, ProvenStream film, @Nullable ProvenStream thumbnail) {
    var picture = thumbnail == null ? null : stored(job, thumbnail);
    var asset = stored(job, film);
    return new Asset(
        asset.sink(), asset.key(), asset.type(), asset.bytes(), asset.sha256(), picture);
  }

  private Asset stored(Job job, ProvenStream file) {
    return file.stored(sink, key(job, file.media().extension()));
  }

  /** The text of the sidecar. */
  public String sidecar(Job job, Asset film) throws JsonProcessingException {
    var at = job.rendered().at();
    return JSON.writeValueAsString(
        new Sidecar(
            job.id(),
            job.order(),
            at.target().upstream(),
            at.target().model(),
            at.task(),
            job.created(),
            clock.instant(),
            film));
  }
}
