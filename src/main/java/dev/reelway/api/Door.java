package dev.reelway.api;

import dev.reelway.licence.Licence;
import dev.reelway.licence.LicenceRefused;
import dev.reelway.licence.Licences;
import dev.reelway.licence.Scope;
import java.util.Collections;
import org.apache.camel.Header;

/** The first step of every route of the API: who calls, and whether the licence is good for it. */
public final class Door {

  private final Licences licences;

  Door(Licences licences) {
    this.licences = licences;
  }

  /** Nobody is asked for a licence here. */
  public void visitor() {}

  /** Any licence may pass. */
  public Licence anybody(@Header("CamelHttpServletRequest") Sealed sealed) {
    return known(sealed);
  }

  /** Licences with the scope {@code videos} may pass. */
  public Licence videos(@Header("CamelHttpServletRequest") Sealed sealed) {
    return known(sealed).goodFor(Scope.VIDEOS);
  }

  /** Licences with the scope {@code images} may pass. */
  public Licence images(@Header("CamelHttpServletRequest") Sealed sealed) {
    return known(sealed).goodFor(Scope.IMAGES);
  }

  /** Licences with the scope {@code chat} may pass. */
  public Licence chat(@Header("CamelHttpServletRequest") Sealed sealed) {
    return known(sealed).goodFor(Scope.CHAT);
  }

  /** Behind a proxy on this machine, a licence with the demo key would be good for everybody. */
  private Licence known(Sealed sealed) {
    var call = sealed.call();
    var licence = licences.of(Collections.list(call.getHeaders("Authorization")));
    if (licences.isDemo(licence) && Forwarded.is(call)) {
      throw LicenceRefused.demoFromAfar();
    }
    return licence;
  }
}
