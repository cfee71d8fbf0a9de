package dev.reelway.licence;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What a licence may be good for. */
public enum Scope {
  @JsonProperty("chat")
  CHAT,
  @JsonProperty("images")
  IMAGES,
  @JsonProperty("videos")
  VIDEOS;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
