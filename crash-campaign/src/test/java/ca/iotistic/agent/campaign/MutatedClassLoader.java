package ca.iotistic.agent.campaign;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The project's classes once more, some of them replaced; all others as they are. */
final class MutatedClassLoader extends ClassLoader {
  private static final String OURS = "ca.iotistic.agent.";

  private final Map<String, byte[]> replaced;

  MutatedClassLoader(Map<String, byte[]> replaced) {
    super(MutatedClassLoader.class.getClassLoader());
    this.replaced = replaced;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OURS)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      @Nullable Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] code = replaced.get(name);
    if (code == null) {
      code = original(name);
    }
    return defineClass(name, code, 0, code.length);
  }

  private byte[] original(String name) throws ClassNotFoundException {
    try (@Nullable InputStream file =
        getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (file == null) {
        throw new ClassNotFoundException(name);
      }
      return file.readAllBytes();
    } catch (IOException unreadable) {
      throw new ClassNotFoundException(name, unreadable);
    }
  }
}
