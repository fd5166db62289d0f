/**
 * The contract of a strategy as tests: extend {@link ca.iotistic.agent.contract.UpdaterContract}
 * and write a {@link ca.iotistic.agent.contract.Stage}.
 */
@NullMarked
package ca.iotistic.agent.contract;

import org.jspecify.annotations.NullMarked;
