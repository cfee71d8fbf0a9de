package dev.reelway.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.contracts.Command;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In a process of its own, as a filter is set once for all. */
class SerializedObjectsTest {

  @ParameterizedTest
  @CsvSource({"-Dany=any, refused", "-Djdk.serialFilter=java.**, read"})
  void noObjectIsReadUnlessAnOperatorsFilterAllowsIt(String option, String expected)
      throws Exception {
    assertThat(Command.java(option, SerializedObjectsTest.class).output()).isEqualTo(expected);
  }

  public static void main(String[] none) throws Exception {
    SerializedObjects.refuseAll();
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(new ArrayList<>(List.of("a")));
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      System.out.print(in.readObject() == null ? "nothing" : "read");
    } catch (InvalidClassException filtered) {
      System.out.print("refused");
    }
  }
}
