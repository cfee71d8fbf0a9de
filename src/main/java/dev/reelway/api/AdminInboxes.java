package dev.reelway.api;

import static dev.reelway.api.UnixTime.seconds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.intake.InboxState;
import dev.reelway.intake.InboxStates;
import dev.reelway.pause.Pausable;
import dev.reelway.pause.Pauses;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;

/**
 * Handles calls under {@code /admin/inboxes}. The files of a paused inbox stay where they are, on
 * all nodes; those that were claimed before are read to their end.
 */
public final class AdminInboxes {

  private final InboxStates states;
  private final Pauses pauses;

  AdminInboxes(InboxStates states, Pauses pauses) {
    this.states = states;
    this.pauses = pauses;
  }

  /**
   * An inbox. Times are in seconds since 1970.
   *
   * @param state ok or paused
   * @param paused since when it is paused, or null
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  private record InboxObject(
      String id,
      String object,
      String name,
      String folder,
      String licence,
      String state,
      @JsonProperty("paused_at") @Nullable Long paused,
      long waiting,
      long working,
      long failed,
      @JsonProperty("last_error") @Nullable LastError lastError) {}

  @JsonInclude(JsonInclude.Include.ALWAYS)
  private record LastError(long at, @Nullable String file, String cause) {

    static LastError of(InboxState.Error error) {
      return new LastError(error.at().getEpochSecond(), error.file(), error.sentence());
    }
  }

  /** All enabled inboxes, in the order of the configuration. */
  public Page<?> list() {
    var all = states.all().stream().map(this::shown).toList();
    return Page.of(all, all.size(), InboxObject::id);
  }

  /** One inbox. */
  public Object retrieve(@Header("name") String name) {
    return states.all().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .map(this::shown)
        .orElseThrow(() -> RequestRefused.unknownInbox(name));
  }

  /** Pauses an inbox; one that is paused stays as it is. */
  public Object pause(
      @Header("name") String name, @Header("CamelHttpServletRequest") OpaqueRequest call) {
    requireKnown(name);
    pauses.pause(Pausable.INBOX, name);
    AdminLog.changed(call, "Inbox", name, "paused");
    return retrieve(name);
  }

  /** Ends the pause of an inbox; one that is not paused stays as it is. */
  public Object resume(
      @Header("name") String name, @Header("CamelHttpServletRequest") OpaqueRequest call) {
    requireKnown(name);
    pauses.resume(Pausable.INBOX, name);
    AdminLog.changed(call, "Inbox", name, "resumed");
    return retrieve(name);
  }

  private void requireKnown(String name) {
    if (!states.names().contains(name)) {
      throw RequestRefused.unknownInbox(name);
    }
  }

  private InboxObject shown(InboxState state) {
    var paused = pauses.since(Pausable.INBOX, state.name()).orElse(null);
    return new InboxObject(
        state.name(),
        "inbox",
        state.name(),
        state.folder().toString(),
        state.licence(),
        paused == null ? "ok" : "paused",
        seconds(paused),
        state.waiting(),
        state.working(),
        state.failed(),
        state.lastError() == null ? null : LastError.of(state.lastError()));
  }
}
