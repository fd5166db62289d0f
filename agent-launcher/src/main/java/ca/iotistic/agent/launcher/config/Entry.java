package ca.iotistic.agent.launcher.config;

/**
 * One thing that somebody wrote down.
 *
 * @param path the key, which need not be one of ours
 * @param where for people: file and line, or the name in the environment
 */
record Entry(String path, Value value, String where) {}
