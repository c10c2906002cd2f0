package org.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.api.control.ExchangeDetail;

/** The command is run by a real shell with the real curl against a server that keeps every byte: what comes is what was. */
class CurlTextTest {
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Received(String line, List<String> fields, byte[] body) {}

    private static ExchangeDetail.Request request(String method, String authority, String path, String... headers) {
        var fields = new ArrayList<ExchangeDetail.Header>();
        for (var i = 0; i < headers.length; i += 2) {
            fields.add(new ExchangeDetail.Header(headers[i], headers[i + 1]));
        }
        return new ExchangeDetail.Request(
                "HTTP/1.1",
                method,
                "http",
                authority,
                path,
                "http://" + authority + path,
                fields,
                List.of(),
                List.of(),
                new ExchangeDetail.Body(0, 0, null));
    }

    /** Runs the command; returns what the server got. */
    private static Received run(String method, String path, byte[] body, String... headers) throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var authority = "127.0.0.1:" + server.getLocalPort();
            for (var i = 0; i < headers.length; i++) {
                headers[i] = headers[i].replace("AUTHORITY", authority);
            }
            var command = CurlText.of(request(method, authority, path, headers), body);
            var got = threads.submit((Callable<Received>) () -> serve(server));
            var shell = new ProcessBuilder("/bin/sh", "-s").redirectErrorStream(true);
            shell.environment().put("LC_ALL", "C.UTF-8");
            var process = shell.start();
            try (var in = process.getOutputStream()) {
                in.write((command + " -q -sS --max-time 10 --noproxy '*'\n").getBytes(StandardCharsets.UTF_8));
            }
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("%s%n%s", command, said).isZero();
            return got.get(10, TimeUnit.SECONDS);
        }
    }

    private static Received serve(ServerSocket server) throws IOException {
        try (var socket = server.accept()) {
            var in = socket.getInputStream();
            var lines = new ArrayList<String>();
            for (var line = line(in); !line.isEmpty(); line = line(in)) {
                lines.add(line);
            }
            var length = lines.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                    .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                    .findFirst()
                    .orElse(0);
            var body = in.readNBytes(length);
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
            return new Received(lines.getFirst(), lines.subList(1, lines.size()), body);
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (var b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aPlainRequestHasNoFieldMoreAndNoneLess() throws Exception {
        var got = run("GET", "/a?b=c&d=%20", null, "Host", "AUTHORITY", "X-One", "1", "x-one", "2");
        assertThat(got.line()).isEqualTo("GET /a?b=c&d=%20 HTTP/1.1");
        assertThat(got.fields()).hasSize(3).containsSubsequence("X-One: 1", "x-one: 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "it's",
                "a\"b$HOME`id`\\n%s!",
                "$(touch /tmp/never)",
                "; rm -rf x #",
                "caf\u00e9 \u00ff",
                "*?[a-z]{1,2}~",
                "tab\there",
                "@file",
                "-o x"
            })
    void valuesComeAsTheyWere(String value) throws Exception {
        var got = run("GET", "/", null, "Host", "AUTHORITY", "X-Value", value);
        assertThat(got.fields()).contains("X-Value: " + value);
    }

    @Test
    void anEmptyValueAndAnotherHostAreKept() throws Exception {
        var got = run("GET", "/", null, "Host", "other.test", "X-Empty", "", "User-Agent", "u", "Accept", "*/*");
        assertThat(got.fields())
                .containsExactlyInAnyOrder("Host: other.test", "X-Empty:", "User-Agent: u", "Accept: */*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../a/./b", "/a[1-3]{x,y}", "/a b#c", "/'\"$x`", "*", "/%00%ff", "/\u00e9"})
    void pathsComeAsTheyWere(String path) throws Exception {
        assertThat(run("OPTIONS", path, null, "Host", "AUTHORITY").line()).isEqualTo("OPTIONS " + path + " HTTP/1.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=1&b=2",
                "@/etc/passwd",
                "it's\n'quoted'\n",
                "{\"\u00fc\": \"\u4e2d\"}",
                "\r\nline\r\n",
                "nul\u0000byte",
                "%s\\n\\\\"
            })
    void bodiesComeAsTheyWere(String text) throws Exception {
        var body = text.getBytes(StandardCharsets.UTF_8);
        var got =
                run("POST", "/", body, "Host", "AUTHORITY", "Content-Type", "x/y", "Content-Length", "" + body.length);
        assertThat(got.body()).isEqualTo(body);
        assertThat(got.fields()).hasSize(3).contains("Content-Type: x/y");
    }

    @Test
    void randomBytesAndLargeBodiesComeAsTheyWere() throws Exception {
        var random = new Random(7);
        for (var size : new int[] {1, 300, 200_000}) {
            var body = new byte[size];
            random.nextBytes(body);
            var got = run("PUT", "/", body, "Host", "AUTHORITY", "Content-Length", "" + size);
            assertThat(got.body()).as("%d bytes", size).isEqualTo(body);
            assertThat(got.fields()).as("no content type is made up").hasSize(2);
        }
    }

    @Test
    void aHeadRequestDoesNotWaitForABody() throws Exception {
        assertThat(run("HEAD", "/", null, "Host", "AUTHORITY").line()).isEqualTo("HEAD / HTTP/1.1");
    }
}
