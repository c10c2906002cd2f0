package org.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.weir.api.rpc.ErrorCode;
import org.weir.testkit.control.ScriptedEngine;

/** {@code weir flows tls ID}. */
class FlowTlsCommandTest extends CommandFixture {
    @Test
    void whatHandshakesShowedOfAFlowThatRefused() throws IOException {
        var said = ok("flows", "tls", "1043");
        assertThat(engine.asked("flows.tls")).isEqualTo("{'id':1043}");
        assertThat(said)
                .startsWith("flow       1043 of curl to api.lab.test:443\n")
                .contains(
                        "alert      48 (unknown_ca) from the app: the sender does not trust the authority that made the"
                                + " certificate\n",
                        "\nwhat the app offered\n  name       api.lab.test\n",
                        "  versions   GREASE 0x1a1a, TLSv1.3, TLSv1.2\n",
                        "  protocols  h2, http/1.1\n",
                        "  JA4        t13d0307h2_",
                        "\nthe server's certificates\n  verified\n  1  CN=api.lab.test\n     issuer  CN=Lab root, O=Weir lab\n",
                        "  2  CN=Lab root, O=Weir lab\n",
                        "\nwhat Weir showed the app\n  1  CN=api.lab.test\n     issuer  CN=Weir CA 3f9a2c10 (desktop)\n");
        assertThat(json("flows", "tls", "1043", "--json"))
                .isEqualTo(ScriptedEngine.golden("flows.tls.response.json").get("result"));
    }

    @Test
    void whatIsNotKnownOfHandshakesSaysWhy() throws IOException {
        engine.answer(
                "flows.tls",
                ScriptedEngine.golden("flows.tls.untouched.response.json").get("result"));
        assertThat(ok("flows", "tls", "1042"))
                .contains(
                        "what the app offered\n  name       web.lab.test\n",
                        "alert      none known: passed untouched",
                        "the server's certificates: passed untouched: only the app and its server know\n",
                        "what Weir showed the app: passed untouched: only the app and its server know\n");
        engine.answer(
                "flows.tls",
                ScriptedEngine.golden("flows.tls.doubted.response.json").get("result"));
        assertThat(ok("flows", "tls", "1044"))
                .contains("  not believed: the server's certificate is for another name than bank.lab.test\n")
                .contains("  not for bank.lab.test\n");
        engine.refuse("flows.tls", ErrorCode.NOT_FOUND, "no flow 7");
        assertThat(weir.run("flows", "tls", "7")).isEqualTo(ExitCode.FAILED);
        assertThat(weir.err()).isEqualTo("weir: no flow 7\n");
    }

    @Test
    void certificatesOfAFlowInPem() throws IOException {
        var golden = ScriptedEngine.golden("flows.tls.response.json").get("result");
        assertThat(ok("flows", "tls", "1043", "--pem", "server"))
                .isEqualTo(golden.at("/server/chain/certificates/0/pem").stringValue()
                        + golden.at("/server/chain/certificates/1/pem").stringValue());
        assertThat(ok("flows", "tls", "1043", "--pem", "weir"))
                .startsWith(golden.at("/presented/certificates/0/pem").stringValue());
        engine.answer(
                "flows.tls",
                ScriptedEngine.golden("flows.tls.untouched.response.json").get("result"));
        assertThat(weir.run("flows", "tls", "1042", "--pem", "server")).isEqualTo(ExitCode.FAILED);
        assertThat(weir.err()).startsWith("weir: no certificates: passed untouched");
        assertThat(weir.out()).isEmpty();
    }
}
