package ca.iotistic.agent.mqtt;

import ca.iotistic.agent.io.Time;

/** What every connection of ours has in common. */
record Setup(MqttSettings settings, String clientId, Tuning tuning, Time time) {}
