package ca.iotistic.agent.http;

import java.net.URI;
import java.net.http.HttpHeaders;

/** An answer whose body is still to come, of any size. */
public record Incoming(URI from, int status, HttpHeaders headers, Body body)
    implements Response, AutoCloseable {
  /** Ends the connection if there is more to come. */
  @Override
  public void close() {
    body.close();
  }
}
