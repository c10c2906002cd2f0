package org.weir.engine.policy;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.AppIdentity;
import org.weir.engine.policy.DomainPattern.Kind;

/** The conditions that rules of all kinds share: app, user and domain. Immutable. Those that are null match everything. */
public final class FlowPattern {
    private final @Nullable AppPattern app;
    private final @Nullable UserPattern user;
    private final @Nullable DomainPattern domain;

    private FlowPattern(@Nullable AppPattern app, @Nullable UserPattern user, @Nullable DomainPattern domain) {
        this.app = app;
        this.user = user;
        this.domain = domain;
    }

    /** @throws RuleException for the first that is wrong; its field is app, user or domain */
    public static FlowPattern parse(
            @Nullable String app, @Nullable String user, @Nullable String domain, UserLookup users)
            throws RuleException {
        return new FlowPattern(
                CompiledRule.text("app", app) == null ? null : AppPattern.parse(app),
                CompiledRule.text("user", user) == null ? null : UserPattern.parse(user, users),
                CompiledRule.text("domain", domain) == null ? null : DomainPattern.parse(domain));
    }

    /** The one name that matches, when there is only one. */
    public Optional<String> exactDomain() {
        return domain != null && domain.kind() == Kind.EXACT ? Optional.of(domain.name()) : Optional.empty();
    }

    /** The suffix below which names match, when that is the condition. */
    public Optional<String> domainSuffix() {
        return domain != null && domain.kind() == Kind.BELOW ? Optional.of(domain.name()) : Optional.empty();
    }

    public boolean matches(Subject subject) {
        return (domain == null || domain.matches(subject.host))
                && (user == null || user.matches(subject.app.uid(), subject.app.user()))
                && (app == null || app.matches(subject.facts()));
    }

    /** Who asks for which host: what patterns are compared with. For one thread. */
    public static final class Subject {
        private final AppIdentity app;
        private final @Nullable String host;
        private @Nullable AppFacts facts;

        /** @param host as {@link org.weir.engine.sniff.HostName} writes it, or null */
        public Subject(AppIdentity app, @Nullable String host) {
            this.app = app;
            this.host = host;
        }

        /** Worked out only when the first pattern names an app. */
        private AppFacts facts() {
            if (facts == null) {
                facts = AppFacts.of(app);
            }
            return facts;
        }
    }
}
