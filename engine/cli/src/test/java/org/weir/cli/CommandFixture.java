package org.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.weir.api.rpc.RpcCodec;
import org.weir.testkit.control.ScriptedEngine;
import tools.jackson.databind.JsonNode;

/** Commands that talk to a scripted engine. */
abstract class CommandFixture {
    ScriptedEngine engine;
    CommandRunner weir;

    @BeforeEach
    final void open() throws IOException {
        engine = new ScriptedEngine();
        weir = new CommandRunner(engine.socket());
    }

    @AfterEach
    final void close() throws IOException {
        engine.close();
    }

    /** Runs a command that succeeds and complains about nothing; returns what it printed. */
    final String ok(String... arguments) {
        assertThat(weir.run(arguments)).as(() -> weir.out() + weir.err()).isZero();
        assertThat(weir.err()).isEmpty();
        return weir.out();
    }

    /** As ok; the one line that it printed. */
    final JsonNode json(String... arguments) {
        ok(arguments);
        assertThat(weir.out().strip().lines()).as("one value, one line").hasSize(1);
        return RpcCodec.json().readTree(weir.out());
    }
}
