package org.weir.engine.control;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Rule;
import org.weir.api.control.Rules;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcException;
import org.weir.engine.flow.AppIdentity;
import org.weir.engine.flow.Sniffed;
import org.weir.engine.flow.Sniffed.Protocol;
import org.weir.engine.policy.Question;
import org.weir.engine.policy.RuleException;
import org.weir.engine.policy.UserLookup;
import org.weir.engine.sniff.HostName;
import org.weir.engine.store.rules.RuleStore;

/** The rules of {@link RuleStore}, in the words of control.sock. */
public final class StoredRules implements RuleAdmin {
    /** Stands for "unknown": no rule but one for everything in IPv4 names it, and no port condition has port 0. */
    private static final String NO_ADDRESS = "0.0.0.0";

    private final RuleStore store;
    private final UserLookup users;

    public StoredRules(RuleStore store, UserLookup users) {
        this.store = store;
        this.users = users;
    }

    @Override
    public Rules.Listing list() {
        var now = store.snapshot();
        return new Rules.Listing(now.rules(), now.revision(), now.problems());
    }

    @Override
    public Rules.Added add(Rule rule, @Nullable Integer index) throws RpcException {
        try {
            var change = stored(store.add(rule, index));
            return new Rules.Added(change.rule(), change.index());
        } catch (RuleException e) {
            throw invalid(e.getMessage());
        }
    }

    @Override
    public void remove(String id) throws RpcException {
        stored(store.remove(id).orElseThrow(() -> unknown(id)));
    }

    @Override
    public void move(String id, int index) throws RpcException {
        try {
            stored(store.move(id, index).orElseThrow(() -> unknown(id)));
        } catch (RuleException e) {
            throw invalid(e.getMessage());
        }
    }

    @Override
    public Rules.TestResult test(Rules.TestParams question) throws RpcException {
        var now = store.snapshot();
        var asked = new Question(
                app(question.app(), question.user(), users),
                address(question),
                question.port() == null ? 0 : question.port(),
                new Sniffed(protocol(question.protocol()), host(question.host()), List.of()));
        var decision = now.policy().explain(asked);
        return new Rules.TestResult(
                decision.word(),
                decision.ruleId(),
                decision.reason(),
                decision.ruleId() != null && now.scope().ruleIds().contains(decision.ruleId()),
                now.scope().refusesQuic(asked));
    }

    @Override
    public void onChange(Runnable callback) {
        store.onChange(callback);
    }

    /** An app that could be. */
    static AppIdentity app(@Nullable String app, @Nullable String user, UserLookup users) {
        var uid = user == null ? OptionalLong.empty() : uid(user, users);
        return new AppIdentity(
                -1,
                0,
                uid.isPresent() ? (int) uid.getAsLong() : -1,
                user,
                "",
                app,
                false,
                List.of(),
                null,
                0,
                null,
                false,
                AppIdentity.Attribution.NONE);
    }

    private static OptionalLong uid(String user, UserLookup users) {
        return user.matches("[0-9]{1,10}") ? OptionalLong.of(Long.parseLong(user)) : users.uid(user);
    }

    private static InetAddress address(Rules.TestParams question) throws RpcException {
        var text = question.address() == null ? NO_ADDRESS : question.address();
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw invalid("address: '" + text + "' is no IPv4 or IPv6 address");
        }
    }

    private static @Nullable String host(@Nullable String text) throws RpcException {
        var host = text == null ? null : HostName.normalise(text);
        if (text != null && host == null) {
            throw invalid("host: '" + text + "' is no name");
        }
        return host;
    }

    private static Protocol protocol(@Nullable String word) throws RpcException {
        if (word == null || word.equals("tcp")) {
            return Protocol.UNKNOWN;
        }
        for (var protocol : Protocol.values()) {
            if (protocol.word().equals(word.toLowerCase(Locale.ROOT))) {
                return protocol;
            }
        }
        throw invalid("protocol: unknown protocol '" + word + "'");
    }

    /** Refuses a change that could not be written, although it is in force. */
    static <R> RuleStore.Change<R> stored(RuleStore.Change<R> change) throws RpcException {
        if (change.notStored() != null) {
            throw new RpcException(ErrorCode.STORAGE_FAILED, change.notStored());
        }
        return change;
    }

    private static RpcException invalid(String message) {
        return new RpcException(ErrorCode.INVALID_PARAMS, message);
    }

    static RpcException unknown(String id) {
        return new RpcException(ErrorCode.NOT_FOUND, "there is no rule " + id);
    }
}
