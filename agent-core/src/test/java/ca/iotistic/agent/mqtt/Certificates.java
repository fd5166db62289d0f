package ca.iotistic.agent.mqtt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An authority and what it signs, made with openssl. */
public final class Certificates {
  /** A certificate and its private key, PEM. */
  public record Pair(Path cert, Path key) {}

  private static final List<String> EC =
      List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes");
  private static final String ONE_YEAR = "365";
  private static final String YESTERDAY = "-1";
  private static final String PASSWORD = "changeit";

  private final Path directory;
  private final Pair authority;
  private int serial = 100;

  private Certificates(Path directory, Pair authority) {
    this.directory = directory;
    this.authority = authority;
  }

  /** A new authority of that name. */
  public static Certificates authority(Path directory, String name)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Pair pair = new Pair(directory.resolve("ca.pem"), directory.resolve("ca.key"));
    List<String> command = new ArrayList<>(List.of("openssl", "req", "-x509"));
    command.addAll(EC);
    command.addAll(
        List.of(
            "-keyout",
            pair.key().toString(),
            "-out",
            pair.cert().toString(),
            "-subj",
            "/CN=" + name,
            "-days",
            ONE_YEAR));
    Shell.run(directory, command);
    return new Certificates(directory, pair);
  }

  /** The authority's own certificate. */
  public Path ca() {
    return authority.cert();
  }

  /**
   * A certificate for a server or a device.
   *
   * @param names as openssl writes them: {@code DNS:localhost,IP:127.0.0.1}
   */
  public Pair issue(String name, String names) throws IOException, InterruptedException {
    return sign(name, names, request(name, EC), ONE_YEAR);
  }

  /** One that ended yesterday. */
  public Pair expired(String name, String names) throws IOException, InterruptedException {
    return sign(name, names, request(name, EC), YESTERDAY);
  }

  /** The side of a server in this JVM, with a certificate as {@link #issue} makes it. */
  public SSLContext server(String name, String names)
      throws IOException, InterruptedException, GeneralSecurityException {
    Pair pair = issue(name, names);
    Path store = directory.resolve(name + ".p12");
    Shell.run(
        directory,
        List.of(
            "openssl",
            "pkcs12",
            "-export",
            "-in",
            pair.cert().toString(),
            "-inkey",
            pair.key().toString(),
            "-out",
            store.toString(),
            "-passout",
            "pass:" + PASSWORD));
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }

  /** One with a key as {@code openssl req} is told to make it. */
  Pair issueWith(String name, List<String> key) throws IOException, InterruptedException {
    return sign(name, "DNS:" + name, request(name, key), ONE_YEAR);
  }

  private Pair request(String name, List<String> key) throws IOException, InterruptedException {
    Pair pair = new Pair(directory.resolve(name + ".pem"), directory.resolve(name + ".key"));
    List<String> command = new ArrayList<>(List.of("openssl", "req"));
    command.addAll(key);
    command.addAll(
        List.of(
            "-keyout",
            pair.key().toString(),
            "-out",
            pair.cert() + ".request",
            "-subj",
            "/CN=" + name));
    Shell.run(directory, command);
    return pair;
  }

  private Pair sign(String name, String names, Pair pair, String days)
      throws IOException, InterruptedException {
    Path extensions = directory.resolve(name + ".ext");
    Files.writeString(extensions, "subjectAltName=" + names + "\n");
    Shell.run(
        directory,
        List.of(
            "openssl",
            "x509",
            "-req",
            "-in",
            pair.cert() + ".request",
            "-CA",
            authority.cert().toString(),
            "-CAkey",
            authority.key().toString(),
            "-set_serial",
            String.valueOf(serial++),
            "-days",
            days,
            "-extfile",
            extensions.toString(),
            "-out",
            pair.cert().toString()));
    return pair;
  }
}
