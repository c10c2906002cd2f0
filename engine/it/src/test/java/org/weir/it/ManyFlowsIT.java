package org.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.weir.testkit.lab.EngineOptions;
import org.weir.testkit.lab.Lab;
import org.weir.testkit.lab.Resident;
import org.weir.testkit.lab.Weir;

/**
 * One process holds 10,000 connections open at a time (fewer where the machine's hard limit of descriptors is below 21,000),
 * each of them used: all of them are the engine's, within bounded memory.
 */
class ManyFlowsIT {
    private static final int WANTED = 10_000;

    /** What the engine needs besides two descriptors a flow, with room to spare. */
    private static final int OTHER_DESCRIPTORS = 1_000;

    /** What one open flow may cost the engine, first buffers and Java objects included. */
    private static final long KIB_PER_FLOW = 24;

    private static final String SERVER = """
            import asyncio, resource
            resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
            async def echo(reader, writer):
                while data := await reader.read(4096):
                    writer.write(data)
                    await writer.drain()
                writer.close()
            async def main():
                async with await asyncio.start_server(echo, '198.51.100.20', 15007, backlog=4096) as server:
                    print('listening', flush=True)
                    await server.serve_forever()
            asyncio.run(main())
            """;

    private static final String CLIENT = """
            import resource, socket, sys
            resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
            kept = []
            for i in range(int(sys.argv[1])):
                c = socket.create_connection(('198.51.100.20', 15007), 30)
                c.sendall(b'%08d' % i)
                kept.append(c)
            print('right', sum(c.recv(8) == b'%08d' % i for i, c in enumerate(kept)), flush=True)
            sys.stdin.readline()
            for c in kept:
                c.sendall(b'again...')
            print('right', sum(c.recv(8) == b'again...' for c in kept), flush=True)
            """;

    @Test
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void tenThousandFlowsAreOpenAtATime() throws Exception {
        var descriptors = Math.min(hardLimit(), 2 * WANTED + OTHER_DESCRIPTORS);
        var flows = Math.min(WANTED, (descriptors - OTHER_DESCRIPTORS) / 2);
        var lab = Lab.up("many");
        Weir weir = null;
        Process server = null;
        Process client = null;
        try {
            server = start(lab.inNetwork("/usr/bin/python3", "-c", SERVER));
            assertThat(lines(server).readLine()).isEqualTo("listening");
            weir = Weir.capturing(lab, EngineOptions.defaults().withDescriptors(descriptors));
            var before = Resident.kib(weir.engine());
            client = start(lab.onDesktop("/usr/bin/python3", "-c", CLIENT, "" + flows));
            var said = lines(client);
            assertThat(said.readLine()).as(weir.log("engine")).isEqualTo("right " + flows);
            try (var control = weir.control()) {
                var total = control.ask(
                                "flows.list",
                                java.util.Map.of(
                                        "filter", java.util.Map.of("state", "open", "port", 15007), "limit", 1))
                        .get("total")
                        .asInt();
                assertThat(total).isEqualTo(flows);
            }
            var grown = Resident.kib(weir.engine()) - before;
            System.out.printf("%d open flows: memory +%d KiB%n", flows, grown);
            assertThat(grown).isLessThan(flows * KIB_PER_FLOW);
            client.getOutputStream().write('\n');
            client.getOutputStream().flush();
            assertThat(said.readLine()).isEqualTo("right " + flows);
            assertThat(client.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            end(client);
            if (weir != null) {
                weir.close();
            }
            end(server);
            lab.close();
        }
    }

    /** Raising the hard limit takes a capability that not every root has. */
    private static int hardLimit() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/limits"))) {
            return lines.filter(line -> line.startsWith("Max open files"))
                    .map(line -> line.split(" +")[4])
                    .mapToInt(word -> word.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(word))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static BufferedReader lines(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static void end(Process process) throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }
}
