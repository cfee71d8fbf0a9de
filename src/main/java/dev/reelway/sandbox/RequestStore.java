package dev.reelway.sandbox;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests that the sandbox has accepted, each in a file, so that they survive a restart as
 * with a real upstream. The id of a request with an {@code Idempotency-Key} is derived from the
 * key, so that a repeated request creates nothing new.
 */
final class RequestStore<T extends RequestStore.StoredRequest> {

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private static final Logger LOG = LoggerFactory.getLogger("reelway.sandbox");
  private static final int MOST = 10_000;
  private static final Duration MIN_AGE = Duration.ofDays(1);

  private final Path folder;
  private final String prefix;
  private final Clock clock;
  private final int most;
  private final ConcurrentHashMap<String, T> known = new ConcurrentHashMap<>();

  /** A stored request. */
  interface StoredRequest {
    String id();

    /** Milliseconds since 1970. */
    long createdAt();
  }

  /**
   * @param prefix the prefix of every id
   */
  RequestStore(Path folder, String prefix, Class<T> kind, Clock clock) throws IOException {
    this(folder, prefix, kind, clock, MOST);
  }

  /**
   * @param most how many cards are kept, not counting those of the last day
   */
  RequestStore(Path folder, String prefix, Class<T> kind, Clock clock, int most)
      throws IOException {
    this.folder = Files.createDirectories(folder);
    this.prefix = prefix;
    this.clock = clock;
    this.most = most;
    try (var files = Files.newDirectoryStream(folder, prefix + "*.json")) {
      files.forEach(file -> read(file, kind));
    }
    deleteOldest();
  }

  /** Skips a card that cannot be read: only that render is lost. */
  private void read(Path file, Class<T> kind) {
    try {
      var card = JSON.readValue(file.toFile(), kind);
      known.put(card.id(), card);
    } catch (IOException | RuntimeException unreadable) {
      LOG.warn("{} cannot be read and is ignored: delete it", file);
    }
  }

  /** A new id, or the id derived from the key. */
  String id(@Nullable String idempotencyKey) {
    return prefix
        + (idempotencyKey == null
            ? UUID.randomUUID()
            : UUID.nameUUIDFromBytes(idempotencyKey.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Stores a card before its request is answered; a card that already has its id is kept and
   * answered.
   */
  T keep(T card) {
    var stored =
        known.computeIfAbsent(
            card.id(),
            id -> {
              write(card);
              return card;
            });
    if (known.size() > most + most / 10) {
      deleteOldest();
    }
    return stored;
  }

  /** Deletes the oldest cards, but none of the last day, as they may still be polled. */
  private synchronized void deleteOldest() {
    long young = clock.instant().minus(MIN_AGE).toEpochMilli();
    known.values().stream()
        .sorted(Comparator.comparingLong(StoredRequest::createdAt))
        .limit(Math.max(0, known.size() - most))
        .takeWhile(card -> card.createdAt() < young)
        .toList()
        .forEach(this::forget);
  }

  private void forget(T card) {
    try {
      remove(card);
    } catch (IOException e) {
      LOG.warn("{} cannot be deleted: {}", card.id(), e.toString());
    }
  }

  private void write(T card) {
    try {
      var partial = Files.createTempFile(folder, ".card", ".part");
      Files.write(partial, JSON.writeValueAsBytes(card));
      Files.move(partial, folder.resolve(card.id() + ".json"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a card. */
  void remove(T card) throws IOException {
    Files.deleteIfExists(folder.resolve(card.id() + ".json"));
    known.remove(card.id());
  }

  Optional<T> find(String id) {
    return Optional.ofNullable(known.get(id));
  }

  Collection<T> all() {
    return known.values();
  }
}
