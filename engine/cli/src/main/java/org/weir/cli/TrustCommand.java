package org.weir.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.weir.api.control.Ca;
import org.weir.api.control.ControlClient;
import org.weir.api.rpc.RpcCodec;
import org.weir.api.rpc.RpcException;
import org.weir.trust.CaCertificate;
import org.weir.trust.Plan;
import org.weir.trust.Trust;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir trust}: which stores of this machine trust Weir's certificate authority. Works as the user who types it. */
@Command(name = "trust", description = "Which programs trust Weir's certificate authority; inspection needs that.")
final class TrustCommand extends Subcommand implements Runnable {
    private static final String PLAN = "Only show what would be changed.";

    @Option(
            names = "--root",
            paramLabel = "DIR",
            scope = CommandLine.ScopeType.INHERIT,
            description = "The file system whose system and Java stores are meant (default: /).")
    private Path root = Path.of("/");

    /** Which stores are meant. */
    static final class Chosen {
        @Option(
                names = "--store",
                paramLabel = "STORE",
                description = "As 'weir trust list' shows it; may be repeated.")
        private List<String> stores = new ArrayList<>();

        @Option(names = "--all", description = "All stores.")
        private boolean all;
    }

    @Override
    public void run() {
        throw wrong("Which? list, install, remove, verify, rotate or certificate");
    }

    @Command(name = "list", description = "All stores that were found, and how the authority stands in each.")
    int list() {
        return weir().withEngine(client -> {
            var status = client.caStatus();
            var trust = trust();
            var json = RpcCodec.json().createObjectNode();
            json.set("authority", RpcCodec.json().valueToTree(status));
            var stores = json.putArray("stores");
            for (var which : authorities(status)) {
                var ca = certificate(client, which);
                if (!weir().json()) {
                    weir().out().println(Text.clean((which.equals(Ca.NEXT) ? "next: " : "") + ca.subject()));
                    printer().lines(trust.list(ca));
                }
                for (var line : trust.list(ca)) {
                    stores.add(TrustTexts.json(which, line));
                }
            }
            if (weir().json()) {
                weir().out().println(Json.of(json));
            } else if (status.problem() != null) {
                weir().out().println(Text.clean("problem: " + status.problem()));
            }
            return ExitCode.OK;
        });
    }

    @Command(
            name = "install",
            sortOptions = false,
            description = "Have stores trust the authority (while rotating: the next one too).")
    int install(
            @CommandLine.Mixin Chosen chosen,
            @Option(names = "--yes", description = "Do not ask before files of yours are written.") boolean yes,
            @Option(names = "--plan", description = PLAN) boolean plan) {
        return weir().withEngine(client -> {
            var trust = trust();
            var stores = stores(chosen, trust.stores());
            if (plan) {
                var plans = new ArrayList<Plan>();
                for (var which : authorities(client.caStatus())) {
                    plans.addAll(trust.planInstall(certificate(client, which), stores, !chosen.stores.isEmpty()));
                }
                return printer().plans(plans);
            }
            if (stores.contains("env") && !confirmed(trust, yes)) {
                return ExitCode.FAILED;
            }
            var outcomes = new ArrayList<Trust.Outcome>();
            for (var which : authorities(client.caStatus())) {
                var done = trust.install(certificate(client, which), stores, !chosen.stores.isEmpty());
                outcomes.addAll(done);
                if (which.equals(Ca.NEXT) && done.stream().anyMatch(Trust.Outcome::done)) {
                    client.rotateCa(new Ca.RotateParams("trusted", null));
                }
            }
            return printer()
                    .outcomes(
                            outcomes,
                            stores.contains("env") ? trust.environment().sourceLine() : null);
        });
    }

    @Command(
            name = "remove",
            sortOptions = false,
            description = "Take everything of ours out of stores; works without the engine.")
    int remove(
            @CommandLine.Mixin Chosen chosen,
            @Option(
                            names = "--former",
                            description = "Only authorities that are not in use any more (asks the engine).")
                    boolean former,
            @Option(names = "--plan", description = PLAN) boolean plan) {
        if (former) {
            return weir().withEngine(client -> {
                var status = client.caStatus();
                var kept = new ArrayList<String>();
                for (var which : authorities(status)) {
                    kept.add(certificate(client, which).sha256());
                }
                return plan
                        ? printer().plans(trust().planRemove(trust().changedStores(), kept))
                        : printer().outcomes(trust().remove(trust().changedStores(), kept), null);
            });
        }
        try {
            var trust = trust();
            var stores = stores(chosen, trust.changedStores());
            return plan
                    ? printer().plans(trust.planRemove(stores, List.of()))
                    : printer().outcomes(trust.remove(stores, List.of()), null);
        } catch (IOException e) {
            weir().terminal().err().println(Text.clean("weir: " + e.getMessage()));
            return ExitCode.FAILED;
        }
    }

    @Command(
            name = "verify",
            sortOptions = false,
            description = "Try the stores' own clients; all stores that have the authority unless told.")
    int verify(@CommandLine.Mixin Chosen chosen) {
        return weir().withEngine(client -> {
            var trust = trust();
            var outcomes = new ArrayList<Trust.Outcome>();
            for (var which : authorities(client.caStatus())) {
                var ca = certificate(client, which);
                var present = trust.list(ca).stream()
                        .filter(line -> line.state() != Trust.State.ABSENT)
                        .map(Trust.Line::store)
                        .toList();
                var stores = chosen.stores.isEmpty() ? present : stores(chosen, trust.stores());
                Ca.Canary canary = null;
                var until = 0L;
                for (var store : stores) {
                    // A canary listens for seconds only, and clients may be slow: none is used for longer than half its
                    // life.
                    if (canary == null || System.nanoTime() - until > 0) {
                        canary = client.caCanary(which);
                        until = System.nanoTime()
                                + Duration.ofSeconds(canary.seconds()).toNanos() / 2;
                    }
                    outcomes.addAll(trust.verify(ca, List.of(store), canary.address(), canary.port(), Ca.CANARY_BODY));
                }
            }
            if (outcomes.isEmpty() && !weir().json()) {
                weir().out().println("no store has the authority: weir trust install");
            }
            return printer().outcomes(outcomes, null);
        });
    }

    @Command(
            name = "rotate",
            sortOptions = false,
            description = "Make the next authority; install it; then --commit uses it.")
    int rotate(
            @Option(
                            names = "--commit",
                            description = "Use the next authority from now on; the former key is destroyed.")
                    boolean commit,
            @Option(names = "--abort", description = "Drop the next authority.") boolean abort,
            @Option(names = "--force", description = "Commit although no store trusts it.") boolean force) {
        return weir().withEngine(client -> {
            var phase = commit ? "commit" : abort ? "abort" : "make";
            var status = client.rotateCa(new Ca.RotateParams(phase, force ? true : null));
            say(TrustTexts.afterRotation(phase, status), status);
            return ExitCode.OK;
        });
    }

    @Command(name = "certificate", description = "Print the authority's certificate (PEM), to import it by hand.")
    int certificate(@Option(names = "--next", description = "The one that a rotation made.") boolean next) {
        return weir().withEngine(client -> {
            var found = client.caCertificate(next ? Ca.NEXT : Ca.CURRENT);
            weir().out().print(weir().json() ? Json.of(found) + "\n" : found.pem());
            return ExitCode.OK;
        });
    }

    /** Shows what the user's shell is to source, and asks. */
    private boolean confirmed(Trust trust, boolean yes) throws IOException {
        if (yes) {
            return true;
        }
        var err = weir().terminal().err();
        var environment = trust.environment();
        err.println(environment.script() + " will be:");
        err.println();
        err.println(environment.text());
        err.print("Write it? [y/N] ");
        err.flush();
        var answer = new StringBuilder();
        for (var c = System.in.read(); c >= 0 && c != '\n'; c = System.in.read()) {
            answer.append((char) c);
        }
        if (answer.toString().strip().equalsIgnoreCase("y")) {
            return true;
        }
        err.println("weir: nothing was changed; --yes writes it without asking, --store names other stores");
        return false;
    }

    private List<String> stores(Chosen chosen, List<String> all) {
        if (chosen.all == !chosen.stores.isEmpty()) {
            throw wrong("Which stores? Either --all, or --store STORE");
        }
        for (var store : chosen.stores) {
            if (!all.contains(store)) {
                throw wrong("There is no store '" + store + "' here; there are: " + String.join(", ", all));
            }
        }
        return chosen.all ? all : chosen.stores;
    }

    private TrustPrinter printer() {
        return new TrustPrinter(weir());
    }

    private Trust trust() {
        return new Trust(weir().machine(root));
    }

    /** The current one, and during a rotation the next. */
    private static List<String> authorities(Ca.Status status) {
        var all = new ArrayList<String>();
        if (status.sha256() != null) {
            all.add(Ca.CURRENT);
        }
        if (status.next() != null) {
            all.add(Ca.NEXT);
        }
        return all;
    }

    private static CaCertificate certificate(ControlClient client, String which) throws IOException, RpcException {
        var found = client.caCertificate(which);
        try {
            return CaCertificate.of(found.subject(), found.pem());
        } catch (IllegalArgumentException e) {
            throw new IOException("the engine's certificate cannot be read", e);
        }
    }
}
