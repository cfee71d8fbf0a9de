package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The API begins at the root of the server. */
class BareHomeStoryTest extends StoryTest {

  @Override
  String[] settings() {
    return new String[] {"reelway.api.base-path="};
  }

  @Test
  void theRootLeadsOn() throws Exception {
    var answer = service.send(service.bare("/"));
    var docs = Service.json(answer).at("/links/docs").asText();

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(docs).isEqualTo("/docs");
    assertThat(service.send(service.bare(docs)).statusCode()).isEqualTo(200);
  }
}
