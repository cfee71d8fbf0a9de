package dev.reelway.stories;

import dev.reelway.contracts.Ports;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * A message broker in this process, which can be away for a while, and somebody who talks to it.
 */
final class Broker implements AutoCloseable {

  private final int port;
  private EmbeddedActiveMQ broker = new EmbeddedActiveMQ();

  Broker() throws IOException {
    this.port = Ports.free();
  }

  Broker started() throws Exception {
    var settings = new ConfigurationImpl();
    settings.setPersistenceEnabled(false);
    settings.setSecurityEnabled(false);
    settings.addAcceptorConfiguration("tcp", url());
    settings.addAddressSetting(
        "#",
        new AddressSettings()
            .setDeadLetterAddress(SimpleString.of("lost"))
            .setAutoCreateDeadLetterResources(true)
            .setDeadLetterQueuePrefix(SimpleString.of("lost."))
            .setMaxDeliveryAttempts(3));
    broker = new EmbeddedActiveMQ().setConfiguration(settings);
    broker.start();
    return this;
  }

  void stop() throws Exception {
    broker.stop();
  }

  String url() {
    return "tcp://127.0.0.1:" + port;
  }

  /** What the service is told of it. */
  String[] settings() {
    return new String[] {"spring.artemis.mode=native", "spring.artemis.broker-url=" + url()};
  }

  void send(String queue, String text, Map<String, String> headers) {
    try (var factory = new ActiveMQConnectionFactory(url());
        var context = factory.createContext()) {
      var message = context.createTextMessage(text);
      for (var header : headers.entrySet()) {
        message.setStringProperty(header.getKey(), header.getValue());
      }
      context.createProducer().send(context.createQueue(queue), message);
    } catch (JMSException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends a message whose sender waits for an answer in a queue of its own, or is gone by now. */
  void sendForAnswer(String queue, String text, @Nullable String answers) {
    try (var factory = new ActiveMQConnectionFactory(url());
        var context = factory.createContext()) {
      var message = context.createTextMessage(text);
      message.setJMSReplyTo(
          answers == null ? context.createTemporaryQueue() : context.createQueue(answers));
      context.createProducer().send(context.createQueue(queue), message);
    } catch (JMSException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A message's text and one of its headers. */
  record Got(String text, Map<String, String> headers) {}

  /** The next message of a queue, within the patience of a test. */
  Got receive(String queue) {
    return receive(queue, Service.PATIENCE.toMillis());
  }

  private Got receive(String queue, long millis) {
    try (var factory = new ActiveMQConnectionFactory(url());
        var context = factory.createContext()) {
      var message = context.createConsumer(context.createQueue(queue)).receive(millis);
      if (message == null) {
        throw new AssertionError("nothing came to " + queue);
      }
      return got(message);
    } catch (JMSException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Got got(Message message) throws JMSException {
    var headers = new HashMap<String, String>();
    for (var names = message.getPropertyNames(); names.hasMoreElements(); ) {
      var name = String.valueOf(names.nextElement());
      headers.put(name, message.getStringProperty(name));
    }
    return new Got(((TextMessage) message).getText(), headers);
  }

  /** What lies in a queue, left there. */
  List<String> waiting(String queue) {
    try (var factory = new ActiveMQConnectionFactory(url());
        var context = factory.createContext()) {
      var texts = new ArrayList<String>();
      var all = context.createBrowser(context.createQueue(queue)).getEnumeration();
      while (all.hasMoreElements()) {
        texts.add(((TextMessage) all.nextElement()).getText());
      }
      return texts;
    } catch (JMSException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws Exception {
    broker.stop();
  }
}
