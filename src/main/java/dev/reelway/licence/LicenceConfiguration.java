package dev.reelway.licence;

import dev.reelway.setup.PublicUrl;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the licences out of their settings. */
@Configuration(proxyBeanMethods = false)
public class LicenceConfiguration {

  @Bean
  Licences licences(LicenceSettings.ByName settings, PublicUrl url, ServerProperties server)
      throws UnknownHostException {
    var address = server.getAddress();
    var everywhere = InetAddress.getByName("0.0.0.0");
    return LicenceFactory.licences(settings, url, address == null ? everywhere : address);
  }
}
