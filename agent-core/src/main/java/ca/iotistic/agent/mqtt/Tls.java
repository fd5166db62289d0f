package ca.iotistic.agent.mqtt;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** What one TLS connection trusts and shows, read from the files at this moment. */
final class Tls {
  private final SSLContext context;
  private final Witness witness;
  private final List<X509Certificate> own;

  private Tls(SSLContext context, Witness witness, List<X509Certificate> own) {
    this.context = context;
    this.witness = witness;
    this.own = own;
  }

  /**
   * @throws TroubleException if a file is missing or wrong, with its name and the cure
   */
  static Tls of(MqttSettings settings) throws TroubleException {
    try {
      Witness witness = new Witness(trusted(settings.ca()));
      List<X509Certificate> own = List.of();
      KeyManager[] shown = {};
      if (settings.cert().isPresent() && settings.key().isPresent()) {
        Path key = settings.key().get();
        own = Pem.certificates("mqtt.cert", settings.cert().get());
        shown = keys(own, key, settings.cert().get());
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(shown, new TrustManager[] {witness}, null);
      return new Tls(context, witness, own);
    } catch (TroubleException explained) {
      throw explained;
    } catch (GeneralSecurityException | IOException broken) {
      throw new TroubleException("TLS cannot be set up: " + broken.getMessage(), broken);
    }
  }

  SSLContext context() {
    return context;
  }

  /** What the broker showed, its own certificate first; empty if it has shown none. */
  List<X509Certificate> presented() {
    return witness.presented();
  }

  /** The end of the first certificate to end, ours and the broker's. */
  Optional<Instant> ends() {
    return Stream.concat(own.stream().limit(1), presented().stream().limit(1))
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Instant::compareTo);
  }

  private static X509ExtendedTrustManager trusted(Optional<Path> ca)
      throws GeneralSecurityException, IOException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    if (ca.isPresent()) {
      KeyStore store = empty();
      int number = 0;
      for (X509Certificate certificate : Pem.certificates("mqtt.ca", ca.get())) {
        store.setCertificateEntry("ca" + number++, certificate);
      }
      factory.init(store);
    } else {
      factory.init((KeyStore) null);
    }
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager found) {
        return found;
      }
    }
    throw new GeneralSecurityException("this Java runtime has no trust manager");
  }

  private static KeyManager[] keys(List<X509Certificate> chain, Path key, Path cert)
      throws GeneralSecurityException, IOException {
    char[] inMemoryOnly = "memory".toCharArray();
    KeyStore store = empty();
    store.setKeyEntry(
        "device",
        Pem.privateKey(key, chain.get(0), cert),
        inMemoryOnly,
        chain.toArray(new X509Certificate[0]));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, inMemoryOnly);
    return factory.getKeyManagers();
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
