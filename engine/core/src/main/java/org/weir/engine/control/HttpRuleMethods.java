package org.weir.engine.control;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.HttpRules;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcException;
import org.weir.engine.flow.Decision.Action;
import org.weir.engine.flow.Flow;
import org.weir.engine.flow.Sniffed;
import org.weir.engine.flow.Sniffed.Protocol;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy.Change;
import org.weir.engine.http.HttpPolicy.RequestPlan;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.ResponseHead;
import org.weir.engine.policy.Question;
import org.weir.engine.policy.RuleException;
import org.weir.engine.policy.UserLookup;
import org.weir.engine.sniff.HostName;
import org.weir.engine.store.rules.RuleStore;
import tools.jackson.databind.node.ObjectNode;

/** {@code http.rules.*}: the HTTP rules of {@link RuleStore}. That they changed is told by {@code rules.changed}. */
public final class HttpRuleMethods implements MethodGroup {
    private static final String PREFIX = "http.rules.";

    /** Nobody's address: what stands for a connection that is only imagined. */
    private static final String NO_ADDRESS = "0.0.0.0";

    private final RuleStore store;
    private final UserLookup users;

    public HttpRuleMethods(RuleStore store, UserLookup users) {
        this.store = store;
        this.users = users;
    }

    @Override
    public boolean serves(String method) {
        return method.startsWith(PREFIX);
    }

    @Override
    public byte[] call(String method, ObjectNode params) throws RpcException {
        try {
            return switch (method.substring(PREFIX.length())) {
                case "list" -> list();
                case "add" -> add(Methods.read(params, HttpRules.AddParams.class));
                case "replace" -> replace(Methods.read(params, HttpRules.ReplaceParams.class));
                case "remove" -> remove(Methods.read(params, HttpRules.RemoveParams.class));
                case "move" -> move(Methods.read(params, HttpRules.MoveParams.class));
                case "test" -> Wire.json(test(Methods.read(params, HttpRules.TestParams.class)));
                default -> throw new RpcException(ErrorCode.METHOD_NOT_FOUND, "no method " + method);
            };
        } catch (RuleException e) {
            throw Methods.invalid(e.getMessage());
        }
    }

    private byte[] list() {
        var now = store.snapshot();
        return Wire.json(new HttpRules.Listing(now.httpRules(), now.revision(), now.problems()));
    }

    private byte[] add(HttpRules.AddParams params) throws RpcException, RuleException {
        var draft = Methods.present("rule", params.rule());
        var change = StoredRules.stored(store.addHttp(draft.toRule(), params.index()));
        return Wire.json(new HttpRules.Added(change.rule(), change.index()));
    }

    private byte[] replace(HttpRules.ReplaceParams params) throws RpcException, RuleException {
        var rule = Methods.present("rule", params.rule());
        var change = StoredRules.stored(found(rule.id(), store.replaceHttp(rule)));
        return Wire.json(new HttpRules.Added(change.rule(), change.index()));
    }

    private byte[] remove(HttpRules.RemoveParams params) throws RpcException {
        var id = Methods.present("id", params.id());
        StoredRules.stored(found(id, store.removeHttp(id)));
        return Methods.EMPTY;
    }

    private byte[] move(HttpRules.MoveParams params) throws RpcException, RuleException {
        var id = Methods.present("id", params.id());
        StoredRules.stored(found(id, store.moveHttp(id, Methods.present("index", params.index()))));
        return Methods.EMPTY;
    }

    private HttpRules.TestResult test(HttpRules.TestParams params) throws RpcException {
        var url = url(Methods.present("url", params.url()));
        var tls = url.getScheme().equalsIgnoreCase("https");
        var app = StoredRules.app(params.app(), params.user(), users);
        var port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
        var sniffed =
                new Sniffed(tls ? Protocol.TLS : Protocol.HTTP, HostName.ofAuthority(url.getRawAuthority()), List.of());
        var flow = new Flow(
                0, Instant.EPOCH, new InetSocketAddress(NO_ADDRESS, 0), new InetSocketAddress(NO_ADDRESS, port), app);
        flow.sniffed(sniffed);

        var decision =
                store.snapshot().policy().explain(new Question(app, InetAddress.ofLiteral(NO_ADDRESS), port, sniffed));
        var changes = new java.util.ArrayList<HttpRules.Change>();
        var outcome = outcome(flow, request(url, params), params.contentType(), changes);
        return new HttpRules.TestResult(
                outcome, changes, decision.action() instanceof Action.Inspect, decision.reason());
    }

    private String outcome(
            Flow flow, RequestHead request, @Nullable String contentType, List<HttpRules.Change> changes) {
        var policy = store.httpPolicy();
        var plan = policy.request(flow, request);
        add(changes, plan.changes());
        return switch (plan) {
            case RequestPlan.Block _ -> "block";
            case RequestPlan.Answer _ -> "answer";
            case RequestPlan.Forward _ -> {
                var type = Objects.requireNonNullElse(contentType, "text/html");
                var response = new ResponseHead(request.version(), 200, "OK", Headers.of("content-type", type));
                add(changes, policy.response(flow, request, response).changes());
                yield "forward";
            }
        };
    }

    private static void add(List<HttpRules.Change> to, List<Change> changes) {
        changes.forEach(change -> to.add(new HttpRules.Change(change.rule(), change.what())));
    }

    private static RequestHead request(URI url, HttpRules.TestParams params) {
        var path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return new RequestHead(
                RequestHead.Version.HTTP_1_1,
                Objects.requireNonNullElse(params.method(), "GET").toUpperCase(Locale.ROOT),
                url.getScheme().toLowerCase(Locale.ROOT),
                url.getRawAuthority(),
                url.getRawQuery() == null ? path : path + "?" + url.getRawQuery(),
                Headers.of("Host", url.getRawAuthority()));
    }

    private static URI url(String text) throws RpcException {
        try {
            var url = new URI(text);
            var scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
            if ((scheme.equals("http") || scheme.equals("https"))
                    && url.getRawAuthority() != null
                    && HostName.ofAuthority(url.getRawAuthority()) != null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw Methods.invalid("url: '" + text + "' is no http:// or https:// URL");
    }

    private static <R> RuleStore.Change<R> found(String id, Optional<RuleStore.Change<R>> change) throws RpcException {
        return change.orElseThrow(() -> new RpcException(ErrorCode.NOT_FOUND, "there is no HTTP rule " + id));
    }
}
