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
 * What the sandbox has been asked for, a file each, so that it outlives the process as it would
 * with a real upstream. What was asked for under an {@code Idempotency-Key} is named by it, and so
 * made once.
 */
final class Cards<T extends Cards.Card> {

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private static final Logger LOG = LoggerFactory.getLogger("reelway.sandbox");
  private static final int MOST = 10_000;
  private static final Duration YOUNG = Duration.ofDays(1);

  private final Path folder;
  private final String prefix;
  private final Clock clock;
  private final int most;
  private final ConcurrentHashMap<String, T> known = new ConcurrentHashMap<>();

  /** Something with a name of its own. */
  interface Card {
    String id();

    /** Milliseconds since 1970. */
    long createdAt();
  }

  /**
   * @param prefix what every id begins with
   */
  Cards(Path folder, String prefix, Class<T> kind, Clock clock) throws IOException {
    this(folder, prefix, kind, clock, MOST);
  }

  /**
   * @param most how many cards are kept, beside those of the last day
   */
  Cards(Path folder, String prefix, Class<T> kind, Clock clock, int most) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.prefix = prefix;
    this.clock = clock;
    this.most = most;
    try (var files = Files.newDirectoryStream(folder, prefix + "*.json")) {
      files.forEach(file -> read(file, kind));
    }
    makeRoom();
  }

  /** A card that cannot be read is left out: the sandbox forgets one render, and nobody else. */
  private void read(Path file, Class<T> kind) {
    try {
      var card = JSON.readValue(file.toFile(), kind);
      known.put(card.id(), card);
    } catch (IOException | RuntimeException unreadable) {
      LOG.warn("{} cannot be read, and is left out: delete it", file);
    }
  }

  /** A new id, or the one that belongs to the key. */
  String id(@Nullable String idempotencyKey) {
    return prefix
        + (idempotencyKey == null
            ? UUID.randomUUID()
            : UUID.nameUUIDFromBytes(idempotencyKey.getBytes(StandardCharsets.UTF_8)));
  }

  /** Keeps a card before anybody hears of it; the first under its id stays. */
  T keep(T card) {
    var kept =
        known.computeIfAbsent(
            card.id(),
            id -> {
              write(card);
              return card;
            });
    if (known.size() > most + most / 10) {
      makeRoom();
    }
    return kept;
  }

  /** The oldest go, but none of the last day: somebody may still ask after it. */
  private synchronized void makeRoom() {
    long young = clock.instant().minus(YOUNG).toEpochMilli();
    known.values().stream()
        .sorted(Comparator.comparingLong(Card::createdAt))
        .limit(Math.max(0, known.size() - most))
        .takeWhile(card -> card.createdAt() < young)
        .toList()
        .forEach(this::forget);
  }

  private void forget(T card) {
    try {
      remove(card);
    } catch (IOException e) {
      LOG.warn("{} cannot be removed: {}", card.id(), e.toString());
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

  /** Forgets a card. */
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
