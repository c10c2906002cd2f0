package org.weir.cli;

import java.io.IOException;
import org.weir.api.control.ControlClient;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcException;

/** One conversation with the engine on behalf of a command. */
final class Session {
    private final Weir weir;

    Session(Weir weir) {
        this.weir = weir;
    }

    /** What a command does with a connected client; returns the exit code. */
    @FunctionalInterface
    interface Work {
        int with(ControlClient client) throws IOException, RpcException;
    }

    int run(Work work) {
        try (var client = ControlClient.connect(weir.socket(), Version.CLIENT)) {
            return work.with(client);
        } catch (RpcException e) {
            return refused(e);
        } catch (IOException e) {
            return notReachable(e);
        }
    }

    int refused(RpcException e) {
        var code = e.error().code();
        if (code == ErrorCode.NOT_ALLOWED.number()) {
            complain("not-allowed", "not allowed: " + e.getMessage());
            return ExitCode.NOT_ALLOWED;
        }
        complain(
                "failed",
                code == ErrorCode.STORAGE_FAILED.number()
                        ? "it is in force, but could not be kept: " + e.getMessage()
                        : e.getMessage());
        return ExitCode.FAILED;
    }

    private int notReachable(IOException e) {
        complain("not-reachable", Unreachable.sentence(weir.socket(), e));
        return ExitCode.NOT_REACHABLE;
    }

    private void complain(String kind, String sentence) {
        if (weir.json()) {
            weir.out().println(Json.error(kind, sentence));
        } else {
            weir.terminal().err().println("weir: " + sentence);
        }
    }
}
