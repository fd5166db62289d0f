package ca.iotistic.agent.mqtt;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Turns what goes wrong on the way to the broker into sentences with a cure. */
final class Explain {
  private Explain() {}

  static TroubleException file(String setting, Path file, IOException failed) {
    String what =
        failed instanceof NoSuchFileException
            ? "does not exist: create it or correct the setting"
            : failed instanceof AccessDeniedException
                ? "may not be read by the agent's user: change its owner or mode"
                : "cannot be read: " + failed.getMessage();
    return new TroubleException(setting + " " + file + " " + what, failed);
  }

  static TroubleException transport(IOException failed, Scene scene) {
    if (failed instanceof TroubleException explained) {
      return explained;
    }
    MqttSettings settings = scene.settings();
    String url = settings.url();
    String sentence;
    if (failed instanceof SSLException && !broken(failed.getCause())) {
      sentence = tls(failed, scene);
    } else if (failed instanceof UnknownHostException) {
      sentence = settings.host() + " has no address: check mqtt.url and the device's DNS";
    } else if (failed instanceof NoRouteToHostException) {
      sentence = "there is no route to " + url + ": check the device's network";
    } else if (failed instanceof ConnectException) {
      sentence =
          "nothing accepts connections at "
              + url
              + " ("
              + failed.getMessage()
              + "): check mqtt.url and that the broker runs";
    } else if (failed instanceof SocketTimeoutException) {
      sentence = url + " does not answer: check the network and the firewalls on the way";
    } else if (failed instanceof ProtocolException) {
      sentence =
          url
              + " is not usable, "
              + failed.getMessage()
              + ": check the port, ssl:// or tcp://, and that the broker speaks MQTT 5";
    } else {
      String what =
          failed instanceof EOFException
              ? url + " closed the connection"
              : "the connection to " + url + " broke (" + failed.getMessage() + ")";
      sentence = what + hint(scene);
    }
    return new TroubleException(sentence, failed);
  }

  /** What an end without a word means so early. */
  private static String hint(Scene scene) {
    MqttSettings settings = scene.settings();
    return switch (scene.stage()) {
      case DIAL, TALK -> "";
      case HANDSHAKE ->
          scene.presented().isEmpty()
              ? " in the TLS handshake: check that mqtt.url has the broker's TLS port"
              : " in the TLS handshake, behind the broker's certificate: " + certificate(settings);
      case GREETING ->
          settings.tls()
              ? " right after the TLS handshake: " + certificate(settings)
              : " before it answered: check the port, it may want TLS, and the broker's log";
    };
  }

  private static boolean broken(@Nullable Throwable cause) {
    return cause instanceof EOFException || cause instanceof SocketException;
  }

  private static String tls(IOException failed, Scene scene) {
    MqttSettings settings = scene.settings();
    List<X509Certificate> presented = scene.presented();
    Instant now = scene.now();
    String said = String.valueOf(failed.getMessage());
    if (said.contains("Received fatal alert")) {
      return refused(said, settings);
    }
    if (said.contains("Unsupported or unrecognized SSL message")) {
      return settings.url() + " does not speak TLS: use its TLS port, or tcp:// in mqtt.url";
    }
    if (presented.isEmpty()) {
      return "the TLS handshake with " + settings.url() + " failed: " + said;
    }
    X509Certificate shown = presented.get(0);
    for (X509Certificate certificate : presented) {
      if (now.isAfter(certificate.getNotAfter().toInstant())) {
        return dated(certificate, "has expired on " + certificate.getNotAfter().toInstant(), now);
      }
      if (now.isBefore(certificate.getNotBefore().toInstant())) {
        return dated(
            certificate, "is valid only from " + certificate.getNotBefore().toInstant(), now);
      }
    }
    if (caused(failed, CertPathBuilderException.class)) {
      return "the certificate of "
          + settings.url()
          + " is signed by \""
          + shown.getIssuerX500Principal().getName()
          + "\", which "
          + settings
              .ca()
              .map(ca -> "mqtt.ca " + ca + " does not hold: add that authority to the file")
              .orElse("this Java runtime does not know: set mqtt.ca to that authority's file");
    }
    if (said.contains("subject alternative") || said.contains("No name matching")) {
      return "the certificate of the broker is not for "
          + settings.host()
          + ", but for "
          + names(shown)
          + ": use such a name in mqtt.url, or have a certificate made for this one";
    }
    return "the certificate of " + settings.url() + " is not accepted: " + said;
  }

  private static String dated(X509Certificate certificate, String what, Instant now) {
    return "the certificate \""
        + certificate.getSubjectX500Principal().getName()
        + "\" of the broker "
        + what
        + ", and this device's clock says "
        + now
        + ": renew the certificate or set the clock";
  }

  private static String refused(String said, MqttSettings settings) {
    String alert = said.substring(said.lastIndexOf(' ') + 1);
    if (!alert.toLowerCase(Locale.ROOT).matches(".*(cert|unknown_ca|access|handshake).*")) {
      return settings.url() + " refuses TLS with this device: " + said;
    }
    return settings.url()
        + " refuses this device in the TLS handshake ("
        + alert
        + "): "
        + certificate(settings);
  }

  private static String certificate(MqttSettings settings) {
    return settings
        .cert()
        .map(
            cert ->
                "check that mqtt.cert "
                    + cert
                    + " has not expired and is signed by an authority that the broker trusts")
        .orElse("it may want a certificate: set mqtt.cert and mqtt.key");
  }

  private static String names(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      if (names != null) {
        return names.stream()
            .flatMap(name -> name.get(1) instanceof String text ? Stream.of(text) : Stream.empty())
            .limit(5)
            .collect(Collectors.joining(", "));
      }
    } catch (CertificateParsingException unreadable) {
      // The subject is all that can be named then.
    }
    return certificate.getSubjectX500Principal().getName();
  }

  private static boolean caused(@Nullable Throwable failed, Class<? extends Throwable> type) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }
}
