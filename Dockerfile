# The agent in a container:
#   docker build --build-arg VERSION=1.0.5 -t iotistic/agent:1.0.5 .
#   docker run -d --name iotistic-agent --restart unless-stopped \
#     -v /var/run/docker.sock:/var/run/docker.sock -v iotistic:/var/lib/iotistic \
#     -e IOTISTIC_DEVICE=abc-123 -e IOTISTIC_MQTT_URL=tcp://broker.example:1883 iotistic/agent:1.0.5
# Build the agent first: ./mvnw package. Any base will do that has a shell and a Java of 17 or newer.
ARG BASE=eclipse-temurin:17-jre
FROM ${BASE}

# The command by its name.
RUN ln -s /app/iotistic-agent /usr/bin/iotistic-agent

# In memory, since it is written every few seconds.
ENV IOTISTIC_HEARTBEAT=/dev/shm/iotistic-agent.heartbeat

# What the agent must not forget. Without a volume of its own an update is refused.
VOLUME /var/lib/iotistic

# The file holds seconds since the boot, so that a clock that is set makes nobody unhealthy.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD read -r now rest </proc/uptime && read -r beat <"$IOTISTIC_HEARTBEAT" && age=$((${now%%.*} - beat)) && [ "$age" -ge 0 ] && [ "$age" -lt 30 ]

ENTRYPOINT ["/app/iotistic-agent"]
CMD ["run"]

# The path at which operators know the update script. The command beside it does the work, as long as Java runs.
COPY scripts/update-agent-docker.sh /app/bin/update-agent-docker.sh
COPY agent-launcher/target/iotistic-agent /app/iotistic-agent

ARG VERSION=unknown
LABEL org.opencontainers.image.title="Iotistic device agent" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.source="https://github.com/Iotistica/iotistic" \
      org.opencontainers.image.version="${VERSION}"
