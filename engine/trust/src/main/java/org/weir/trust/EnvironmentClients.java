package org.weir.trust;

import java.nio.file.Path;
import java.util.List;

/** Tools that {@link EnvironmentStore}'s variables are for, and how each of them asks a canary. */
enum EnvironmentClients {
    NODE(
            "node",
            "-e \"require('https').get('URL',r=>r.pipe(process.stdout)).on('error',e=>{console.log(e.code);process.exit(1)})\""),
    PYTHON(
            "python3",
            "-c \"import urllib.request as u; print(u.build_opener(u.ProxyHandler({})).open('URL').read().decode())\""),
    CURL("curl", "-sS --noproxy '*' --max-time 20 URL");

    private final String program;
    private final String arguments;

    EnvironmentClients(String program, String arguments) {
        this.program = program;
        this.arguments = arguments;
    }

    static List<EnvironmentClients> all() {
        return List.of(values());
    }

    String program() {
        return program;
    }

    String command(Path found, TrustStore.Canary canary) {
        return EnvironmentStore.quoted(found) + " " + arguments.replace("URL", canary.url());
    }
}
