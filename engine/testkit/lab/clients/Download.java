import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Prints the hash of what a URL answers. Trusts what this Java trusts. */
public final class Download {
    private Download() {}

    public static void main(String[] args) throws Exception {
        var client = HttpClient.newHttpClient();
        var answer = client.send(
                HttpRequest.newBuilder(URI.create(args[0])).build(), HttpResponse.BodyHandlers.ofInputStream());
        var digest = MessageDigest.getInstance("SHA-256");
        try (var body = answer.body()) {
            var buffer = new byte[64 * 1024];
            for (var read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        System.out.println(HexFormat.of().formatHex(digest.digest()));
    }
}
