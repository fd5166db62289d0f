package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What {@code docker load} takes: an image of one layer, without a build. */
final class ImageArchive {
  private ImageArchive() {}

  /** With the one program as /bin/busybox and /bin/sh. */
  static byte[] of(String reference, ObjectNode config, byte[] busybox) {
    byte[] layer = tar(Map.of("bin/busybox", busybox, "bin/sh", busybox));
    ObjectNode image = Json.object().put("architecture", architecture()).put("os", "linux");
    image.set("config", config);
    ObjectNode files = image.putObject("rootfs").put("type", "layers");
    files.set("diff_ids", Json.array(List.of("sha256:" + sha256(layer))));
    byte[] description = bytes(image.toString());
    ArrayNode manifest = Json.MAPPER.createArrayNode();
    String name = sha256(description) + ".json";
    ObjectNode only = manifest.addObject().put("Config", name);
    only.set("RepoTags", Json.array(List.of(reference)));
    only.set("Layers", Json.array(List.of("layer.tar")));
    return tar(
        Map.of("manifest.json", bytes(manifest.toString()), name, description, "layer.tar", layer));
  }

  private static String architecture() {
    String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return name.equals("aarch64") ? "arm64" : name;
  }

  static byte[] tar(Map<String, byte[]> files) {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    new TreeMap<>(files)
        .forEach(
            (name, content) -> {
              tar.writeBytes(header(name, content.length));
              tar.writeBytes(content);
              tar.writeBytes(new byte[-content.length & 511]);
            });
    tar.writeBytes(new byte[1024]);
    return tar.toByteArray();
  }

  private static byte[] header(String name, int size) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "0000755\0" + "0000000\0" + "0000000\0");
    put(header, 124, String.format(Locale.ROOT, "%011o\0%011o\0", size, 0));
    put(header, 148, "        0");
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte one : header) {
      sum += one;
    }
    put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = bytes(text);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
