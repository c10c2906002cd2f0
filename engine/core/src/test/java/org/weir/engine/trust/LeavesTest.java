package org.weir.engine.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in a leaf, and how leaves are cached. */
class LeavesTest {
    @TempDir
    private Path folder;

    private TrustLab lab;

    @BeforeEach
    void open() {
        lab = TrustLab.open(folder.resolve("ca"));
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void aLeafIsSignedByTheAuthorityAndHasAKeyOfItsOwn() throws Exception {
        var leaf = lab.leaf("www.example.com", null);

        var certificate = leaf.chain().getFirst();
        certificate.verify(lab.authority().getPublicKey());
        assertThat(leaf.chain()).containsExactly(certificate, lab.authority());
        assertThat(certificate.getPublicKey()).isNotEqualTo(lab.authority().getPublicKey());
        assertThat(new Authority(leaf.key(), lab.authority()).flaw()).isEqualTo("the key is not the certificate's");
        assertThat(extension(certificate, "2.5.29.14"))
                .isNotNull()
                .isNotEqualTo(extension(lab.authority(), "2.5.29.14"));
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    }

    @Test
    void aLeafLivesAtMostNinetyDaysAndBeganADayAgo() throws Exception {
        lab.clock.move(Duration.ofDays(3));

        var leaf = lab.leaf("a.test", null).chain().getFirst();

        var from = leaf.getNotBefore().toInstant();
        assertThat(Duration.between(from, lab.clock.instant()))
                .isBetween(Duration.ofDays(1), Duration.ofDays(1).plusSeconds(1));
        assertThat(Duration.between(from, leaf.getNotAfter().toInstant())).isLessThan(Duration.ofDays(90));
    }

    @Test
    void aLeafIsNeverValidOutsideOfItsAuthority() throws Exception {
        var authority = lab.authority();
        lab.clock.move(Duration.between(
                lab.clock.instant(), authority.getNotAfter().toInstant().minus(Duration.ofDays(5))));
        assertThat(lab.leaf("late.test", null).chain().getFirst().getNotAfter()).isEqualTo(authority.getNotAfter());

        lab.clock.move(Duration.between(
                lab.clock.instant(), authority.getNotBefore().toInstant().plusSeconds(60)));
        assertThat(lab.leaf("early.test", null).chain().getFirst().getNotBefore())
                .isEqualTo(authority.getNotBefore());
    }

    @Test
    void serialNumbersAreLargeAndNeverTheSame() throws Exception {
        var seen = new HashSet<java.math.BigInteger>();
        for (var i = 0; i < 200; i++) {
            var serial = lab.leaf("host" + i + ".test", null).chain().getFirst().getSerialNumber();
            assertThat(serial.bitLength()).isEqualTo(127);
            assertThat(seen.add(serial)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "www.example.com, 2:www.example.com",
        "WWW.Example.com., 2:www.example.com",
        "a_b.example.com, 2:a_b.example.com",
        "xn--bcher-kva.example, 2:xn--bcher-kva.example",
        "192.0.2.7, 7:192.0.2.7",
        "2001:DB8::1, 7:2001:db8:0:0:0:0:0:1",
        "[2001:db8::1], 7:2001:db8:0:0:0:0:0:1",
        "fe80::1%eth0, 7:fe80:0:0:0:0:0:0:1",
    })
    void theAskedNameIsInIt(String asked, String expected) throws Exception {
        var names = lab.leaf(asked, null).chain().getFirst().getSubjectAlternativeNames();

        assertThat(names).hasSize(1);
        var name = names.iterator().next();
        assertThat(name.get(0) + ":" + name.get(1)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a..b",
                "*.example.com",
                "b\u00fccher.example",
                "a b",
                "host:443",
                "1.2.3",
                "300.1.1.1",
                "a\0b",
                ":::"
            })
    void nonsenseIsNoName(String asked) {
        assertThatThrownBy(() -> lab.leaf(asked, null))
                .hasCauseInstanceOf(LeafSource.UnavailableException.class)
                .hasMessageContaining("name");
    }

    @Test
    void aNameTooLongForACommonNameStandsInTheAlternativesOnly() throws Exception {
        var name = "a".repeat(60) + "." + "b".repeat(60) + ".example.com";

        var leaf = lab.leaf(name, null).chain().getFirst();

        assertThat(leaf.getSubjectX500Principal().getName()).isEmpty();
        assertThat(leaf.getCriticalExtensionOIDs()).contains("2.5.29.17");
        assertThat(leaf.getSubjectAlternativeNames()).containsExactly(List.of(2, name));
    }

    @Test
    void theNamesOfTheServersOwnCertificateAreCopied() throws Exception {
        var upstream = Upstreams.certificate(
                "Example Inc, shop",
                "www.example.com",
                "*.example.com",
                "192.0.2.1",
                "2001:db8::5",
                "bad name",
                "*.*.x");

        var leaf = lab.leaf("shop.example.com", upstream).chain().getFirst();

        assertThat(Names.commonName(leaf.getSubjectX500Principal())).isEqualTo("Example Inc, shop");
        assertThat(leaf.getSubjectAlternativeNames())
                .containsExactly(
                        List.of(2, "shop.example.com"),
                        List.of(2, "www.example.com"),
                        List.of(2, "*.example.com"),
                        List.of(7, "192.0.2.1"),
                        List.of(7, "2001:db8:0:0:0:0:0:5"));
    }

    @Test
    void aServersNamesAreCopiedUpToALimitAndTheAskedOneIsAmongThem() throws Exception {
        var many = IntStream.range(0, 3_000)
                .mapToObj(i -> "host" + i + ".example.com")
                .toArray(String[]::new);

        var leaf = lab.leaf("asked.example.com", Upstreams.certificate("many", many))
                .chain()
                .getFirst();

        assertThat(leaf.getSubjectAlternativeNames())
                .hasSize(Names.MAX_NAMES)
                .contains(List.of(2, "asked.example.com"));
    }

    @Test
    void theSameLeafIsHandedOutUntilItsEndIsNear() throws Exception {
        var first = lab.leaf("a.test", null);
        assertThat(lab.leaf("A.TEST.", null)).isSameAs(first);
        assertThat(lab.leaf("a.test", Upstreams.certificate("other", "a.test"))).isNotSameAs(first);

        lab.clock.move(Duration.ofDays(87));
        assertThat(lab.leaf("a.test", null)).isSameAs(first);
        lab.clock.move(Duration.ofDays(1));
        var second = lab.leaf("a.test", null);
        assertThat(second).isNotSameAs(first);
        assertThat(second.chain().getFirst().getNotAfter().toInstant())
                .isAfter(lab.clock.instant().plus(Duration.ofDays(80)));
    }

    @Test
    void aClockThatJumpsBackGetsLeavesThatAreValidThen() throws Exception {
        lab.clock.move(Duration.ofDays(400));
        lab.leaf("a.test", null);
        lab.clock.move(Duration.ofDays(-300));

        var leaf = lab.leaf("a.test", null).chain().getFirst();

        leaf.checkValidity(java.util.Date.from(lab.clock.instant()));
    }

    @Test
    void whoAsksAtOnceSharesOneLeaf() throws Exception {
        var go = new CountDownLatch(1);
        var stages = new ArrayList<CompletionStage<LeafSource.Leaf>>();
        var threads = new ArrayList<Thread>();
        for (var i = 0; i < 64; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    return;
                }
                var stage = lab.leaves.leaf("popular.test", null);
                synchronized (stages) {
                    stages.add(stage);
                }
            }));
        }
        go.countDown();
        for (var thread : threads) {
            thread.join();
        }
        var leaves = new HashSet<X509Certificate>();
        for (var stage : stages) {
            leaves.add(stage.toCompletableFuture().get().chain().getFirst());
        }
        assertThat(stages).hasSize(64);
        assertThat(leaves).hasSize(1);
    }

    @Test
    void oneWhoGivesUpDoesNotSpoilItForOthers() throws Exception {
        lab.leaves.leaf("shared.test", null).toCompletableFuture().cancel(true);

        assertThat(lab.leaf("shared.test", null).chain()).hasSize(2);
    }

    @Test
    void theCacheIsBoundedAndForgetsWhatWasNotUsed() throws Exception {
        var cache = new LeafCache(2, lab.clock);
        var minted = new ArrayList<String>();
        for (var name : List.of("a", "b", "a", "c", "a", "b")) {
            cache.get(new LeafCache.Key(name, ""), () -> {
                minted.add(name);
                return lab.leaves.leaf(name, null).toCompletableFuture();
            });
        }
        assertThat(minted).containsExactly("a", "b", "c", "b");
        assertThat(cache.size()).isEqualTo(2);
    }

    @Test
    void aFailureIsNotRemembered() {
        var cache = new LeafCache(2, lab.clock);
        var key = new LeafCache.Key("a", "");

        var failed = cache.get(key, () -> {
            throw new IllegalStateException("no");
        });

        assertThat(failed).isCompletedExceptionally();
        assertThat(cache.size()).isZero();
    }

    @Test
    void withoutAStateFolderNothingIsInspected() {
        try (var none = new TrustLabWithoutFolder()) {
            assertThat(none.leaves.available()).isFalse();
            assertThat(none.leaves.problem()).contains("no state folder");
        }
    }

    private static final class TrustLabWithoutFolder implements AutoCloseable {
        final Leaves leaves;

        TrustLabWithoutFolder() {
            var clock = new TrustLab.MovableClock();
            var authorities = new Authorities((Path) null, "testhost", clock, TrustLab.RANDOM);
            leaves = new Leaves(authorities, clock, TrustLab.RANDOM, Thread::new);
            authorities.open();
        }

        @Override
        public void close() {
            leaves.close();
        }
    }

    @Test
    void afterACommitLeavesAreOfTheNextAuthorityAtOnce() throws Exception {
        var before = lab.leaf("a.test", null);
        lab.authorities.makeNext();
        assertThat(lab.leaf("a.test", null)).isSameAs(before);

        lab.authorities.nextIsTrusted();
        lab.authorities.commitNext(false);

        var after = lab.leaf("a.test", null);
        assertThat(after.chain().getLast()).isNotEqualTo(before.chain().getLast());
        after.chain().getFirst().verify(after.chain().getLast().getPublicKey());
        assertThat(after.key()).isNotEqualTo(before.key());
    }

    private static byte[] extension(X509Certificate certificate, String oid) {
        return certificate.getExtensionValue(oid);
    }
}
