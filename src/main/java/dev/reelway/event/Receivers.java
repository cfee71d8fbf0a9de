package dev.reelway.event;

import dev.reelway.job.Job;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is to be told of a job's end: its licence's webhook, its order's, the operator's endpoint.
 */
final class Receivers {

  private static final String ENDPOINT = "endpoint";

  private final Map<String, String> webhooks;
  private final boolean endpoint;

  /**
   * @param webhooks the URLs of licences that have one, by the licences' names
   * @param endpoint whether the operator has named an endpoint that gets all events
   */
  Receivers(Map<String, String> webhooks, boolean endpoint) {
    this.webhooks = Map.copyOf(webhooks);
    this.endpoint = endpoint;
  }

  List<Letter> letters(Event event, Job job) {
    var letters = new ArrayList<Letter>();
    webhook(letters, Receiver.LICENCE, event, webhooks.get(job.licence()));
    webhook(letters, Receiver.ORDER, event, job.order().callbackUrl());
    if (endpoint) {
      letters.add(Letter.to(Receiver.ENDPOINT, event, ENDPOINT, null));
    }
    return letters;
  }

  private static void webhook(
      List<Letter> letters, Receiver receiver, Event event, @Nullable String url) {
    if (url != null) {
      letters.add(Letter.to(receiver, event, target(event.licence(), url), url));
    }
  }

  /** Licences do not share a receiver: one could have it slow for the other. */
  private static String target(String licence, String url) {
    return licence + " " + URI.create(url).getRawAuthority().toLowerCase(Locale.ROOT);
  }

  /** Whether a letter still has a receiver: the operator's endpoint may have been removed. */
  boolean isKnown(Letter letter) {
    return endpoint || letter.receiver() != Receiver.ENDPOINT;
  }

  /** Where a letter goes now: a licence's webhook may have been moved since it was written. */
  Optional<String> url(Letter letter) {
    var moved =
        letter.receiver() == Receiver.LICENCE ? webhooks.get(letter.event().licence()) : null;
    return Optional.ofNullable(moved == null ? letter.url() : moved);
  }
}
