package ca.iotistic.agent.http;

import java.net.URI;
import java.net.http.HttpHeaders;

/** One answer, whole. */
public record Answer(URI from, int status, HttpHeaders headers, byte[] body) implements Response {}
