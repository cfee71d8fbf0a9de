package dev.reelway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.job.TestDatabase;
import dev.reelway.setup.ConfigurationRefused;
import dev.reelway.setup.ServiceSecret;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

  private static final String TEXT = "0123456789abcdef0123456789abcdef";

  private final TestDatabase store = TestDatabase.memory();

  @AfterEach
  void close() {
    store.close();
  }

  /** As {@code printf 'reelway links' | openssl dgst -sha256 -hmac …} prints it. */
  @Test
  void eachUseHasAKeyOfItsOwnThatFollowsFromTheSecretAlone() {
    var secrets = new Secrets(store.database(), ServiceSecret.of(TEXT));

    assertThat(HexFormat.of().formatHex(secrets.derived("links")))
        .isEqualTo("f096cad82104574c391713f9de424799fd54cc6e37f54d501d660cab24f57a6a");
    assertThat(secrets.derived("licence-keys")).isNotEqualTo(secrets.derived("links"));
    assertThat(store.database().reader().sql("select * from secret").query().listOfRows())
        .isEmpty();
  }

  @Test
  void withoutTheSettingTheLedgerHasTheSecret() {
    var one = new Secrets(store.database(), ServiceSecret.of(""));
    var other = new Secrets(store.database(), ServiceSecret.of(null));

    assertThat(one.derived("links")).hasSize(32).isEqualTo(other.secret("links"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"short", "file:/nowhere/secret"})
  void aWrongSecretIsRefusedByItsSetting(String setting) {
    assertThatThrownBy(() -> ServiceSecret.of(setting))
        .isInstanceOf(ConfigurationRefused.class)
        .hasMessageStartingWith("reelway.secret ");
  }
}
