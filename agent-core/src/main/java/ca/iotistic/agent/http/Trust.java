package ca.iotistic.agent.http;

import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Who may vouch for a server: whom Java trusts, and whom a file of the owner adds. */
final class Trust {
  private Trust() {}

  /**
   * @param setting names the file
   */
  static SSLContext context(Environment environment, String setting) throws UpdateException {
    String file = environment.setting(setting, "");
    try {
      if (file.isEmpty()) {
        return SSLContext.getDefault();
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      List<Certificate> all = new ArrayList<>(added(file));
      all.addAll(usual());
      for (int number = 0; number < all.size(); number++) {
        store.setCertificateEntry("ca" + number, all.get(number));
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(store).getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException | InvalidPathException broken) {
      throw new UpdateException(
          Reason.REGISTRY_UNAVAILABLE,
          setting
              + " "
              + file
              + " cannot be used ("
              + Words.of(broken)
              + "): it must be a PEM file with BEGIN CERTIFICATE in it",
          broken);
    }
  }

  private static List<Certificate> added(String file) throws GeneralSecurityException, IOException {
    byte[] pem = Files.readAllBytes(Path.of(file));
    List<Certificate> found =
        List.copyOf(
            CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem)));
    if (found.isEmpty()) {
      throw new IOException("there is no certificate in it");
    }
    return found;
  }

  private static List<Certificate> usual() throws GeneralSecurityException {
    List<Certificate> usual = new ArrayList<>();
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager known) {
        usual.addAll(List.of(known.getAcceptedIssuers()));
      }
    }
    return usual;
  }

  private static TrustManagerFactory managers(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }
}
