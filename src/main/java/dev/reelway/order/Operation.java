package dev.reelway.order;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What an order makes: something new, or a video that is made of an earlier one. */
public enum Operation {
  @JsonProperty("create")
  CREATE("create", "create"),

  /** A new video that takes up an earlier one of this service. */
  @JsonProperty("remix")
  REMIX("remix", "remix"),

  /** The source video, changed as the prompt says and as long as before. */
  @JsonProperty("edit")
  EDIT("edit", "edits"),

  /** The source video, and a new part after its end. */
  @JsonProperty("extend")
  EXTEND("extend", "extensions");

  private final String word;
  private final String capability;

  Operation(String word, String capability) {
    this.word = word;
    this.capability = capability;
  }

  /** The verb, as dialects and the ledger write it. */
  public String word() {
    return word;
  }

  /** What settings call the capability, and what the path of the request ends with. */
  public String capability() {
    return capability;
  }
}
