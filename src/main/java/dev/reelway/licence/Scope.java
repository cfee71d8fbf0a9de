package dev.reelway.licence;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** A kind of request that a licence may allow; in text, its name in lower case. */
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
