package ca.iotistic.agent.mqtt;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and private keys as openssl writes them. */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;

  private record Block(String type, String content) {
    byte[] bytes() {
      return Base64.getMimeDecoder().decode(content);
    }
  }

  private Pem() {}

  /**
   * At least one.
   *
   * @param setting the key that names the file, for the sentence
   */
  static List<X509Certificate> certificates(String setting, Path file)
      throws TroubleException, GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> found = new ArrayList<>();
    for (Block block : blocks(setting, file)) {
      if (block.type().equals("CERTIFICATE")) {
        try {
          found.add(
              (X509Certificate)
                  factory.generateCertificate(new ByteArrayInputStream(block.bytes())));
        } catch (GeneralSecurityException | IllegalArgumentException broken) {
          throw new TroubleException(
              setting + " " + file + " holds a broken certificate: copy the file again", broken);
        }
      }
    }
    if (found.isEmpty()) {
      throw new TroubleException(
          setting + " " + file + " holds no certificate: it must have BEGIN CERTIFICATE in it");
    }
    return found;
  }

  /** PKCS#8, or the older forms for RSA (PKCS#1) and EC (SEC 1); proven to belong to the owner. */
  static PrivateKey privateKey(Path file, X509Certificate owner, Path cert)
      throws TroubleException {
    Block block =
        blocks("mqtt.key", file).stream()
            .filter(candidate -> candidate.type().endsWith("PRIVATE KEY"))
            .findFirst()
            .orElseThrow(
                () ->
                    new TroubleException(
                        "mqtt.key " + file + " holds no private key: it must have BEGIN in it"));
    if (block.type().startsWith("ENCRYPTED") || block.content().contains("ENCRYPTED")) {
      throw new TroubleException(
          "mqtt.key "
              + file
              + " is encrypted: decrypt it with `openssl pkey -in "
              + file
              + " -out NEW` and protect the file instead");
    }
    PublicKey proof = owner.getPublicKey();
    try {
      byte[] encoded =
          block.type().equals("PRIVATE KEY") ? block.bytes() : wrapped(block.bytes(), proof);
      PrivateKey key =
          KeyFactory.getInstance(proof.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(encoded));
      if (belong(key, proof)) {
        return key;
      }
      throw new TroubleException(mismatch(file, cert));
    } catch (GeneralSecurityException | IllegalArgumentException broken) {
      throw new TroubleException(mismatch(file, cert), broken);
    }
  }

  private static String mismatch(Path key, Path cert) {
    return "mqtt.key "
        + key
        + " does not belong to mqtt.cert "
        + cert
        + ": replace both together, the device's own certificate first in its file";
  }

  private static List<Block> blocks(String setting, Path file) throws TroubleException {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      throw Explain.file(setting, file, unreadable);
    }
    List<Block> found = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      found.add(new Block(matcher.group(1), matcher.group(2)));
    }
    return found;
  }

  private static boolean belong(PrivateKey key, PublicKey proof) throws GeneralSecurityException {
    String algorithm =
        switch (proof.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> proof.getAlgorithm();
        };
    byte[] sample = {1, 2, 3};
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(sample);
    byte[] signature = signing.sign();
    Signature verifying = Signature.getInstance(algorithm);
    verifying.initVerify(proof);
    verifying.update(sample);
    return verifying.verify(signature);
  }

  /** PKCS#8 is the older form behind the name of its algorithm, which the certificate has too. */
  private static byte[] wrapped(byte[] older, PublicKey proof) {
    byte[] algorithm = firstElement(contentOf(proof.getEncoded()));
    return element(SEQUENCE, VERSION_0, algorithm, element(OCTET_STRING, older));
  }

  private static byte[] contentOf(byte[] element) {
    int header = headerLength(element);
    return Arrays.copyOfRange(element, header, header + contentLength(element));
  }

  private static byte[] firstElement(byte[] elements) {
    return Arrays.copyOf(elements, headerLength(elements) + contentLength(elements));
  }

  private static int headerLength(byte[] element) {
    return element[1] >= 0 ? 2 : 2 + (element[1] & 0x7f);
  }

  private static int contentLength(byte[] element) {
    if (element[1] >= 0) {
      return element[1];
    }
    int length = 0;
    for (int i = 2; i < headerLength(element); i++) {
      length = (length << 8) | (element[i] & 0xff);
    }
    return length;
  }

  private static byte[] element(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(content::writeBytes);
    int length = content.size();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(tag);
    if (length < 0x80) {
      whole.write(length);
    } else {
      whole.write(0x82);
      whole.write(length >> 8);
      whole.write(length);
    }
    whole.writeBytes(content.toByteArray());
    return whole.toByteArray();
  }
}
