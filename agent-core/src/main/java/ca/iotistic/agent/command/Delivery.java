package ca.iotistic.agent.command;

/**
 * One message as it arrived.
 *
 * @param payload its bytes; empty when a retained message was cleared
 * @param retained whether the broker had kept it
 * @param resumed whether it is the first after a connection whose session the broker has resumed,
 *     so that it may be a redelivery
 */
public record Delivery(byte[] payload, boolean retained, boolean resumed) {}
