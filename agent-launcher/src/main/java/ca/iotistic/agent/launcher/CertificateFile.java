package ca.iotistic.agent.launcher;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When the certificates in a PEM file end; other things may stand between them. */
final class CertificateFile {
  private static final Duration NOTICE = Duration.ofDays(30);
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----");

  private final Path file;
  private final List<X509Certificate> certificates;

  private CertificateFile(Path file, List<X509Certificate> certificates) {
    this.file = file;
    this.certificates = certificates;
  }

  static CertificateFile read(Path file) throws IOException, CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> found = new ArrayList<>();
    Matcher blocks = CERTIFICATE.matcher(Files.readString(file, ISO_8859_1));
    while (blocks.find()) {
      byte[] block = blocks.group().getBytes(ISO_8859_1);
      found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block)));
    }
    if (found.isEmpty()) {
      throw new CertificateException("none");
    }
    return new CertificateFile(file, found);
  }

  /** Of a chain, which is shown whole: it ends with the first of its links. */
  Finding firstEnd(String key, Instant now) {
    return judge(key, certificates.stream().min(byEnd()).orElseThrow(), now);
  }

  /** Of authorities, any one of which may be the right one: they end with the last of them. */
  Finding lastEnd(String key, Instant now) {
    return judge(key, certificates.stream().max(byEnd()).orElseThrow(), now);
  }

  private Finding judge(String key, X509Certificate certificate, Instant now) {
    Instant begins = certificate.getNotBefore().toInstant();
    if (now.isBefore(begins)) {
      return Finding.bad(
          key + ": the certificate in " + file + " is valid only from " + Words.moment(begins),
          "",
          "Set the clock, which shows " + Words.moment(now) + ", or use another certificate.");
    }
    Finding end =
        end(key + ": the certificate in " + file, certificate.getNotAfter().toInstant(), now);
    return end.grade() == Finding.Grade.GOOD
        ? end
        : end.withCure("Put the new file in place; it is read at the next connection.");
  }

  /**
   * @param whose begins the sentence
   */
  static Finding end(String whose, Instant end, Instant now) {
    if (now.isAfter(end)) {
      return Finding.bad(
          whose + " has expired on " + Words.moment(end),
          "",
          "This device's clock shows " + Words.moment(now) + ".");
    }
    String ends = whose + " ends on " + Words.moment(end);
    return now.plus(NOTICE).isAfter(end)
        ? Finding.careful(ends + ", in " + Words.span(Duration.between(now, end).toMillis()), "")
        : Finding.good(ends);
  }

  private static Comparator<X509Certificate> byEnd() {
    return Comparator.comparing(X509Certificate::getNotAfter);
  }
}
