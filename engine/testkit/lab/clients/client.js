// A Node app of the lab's desktop: one HTTP/2 request and one HTTP/1.1 request. NODE_EXTRA_CA_CERTS has the lab's root.
const http2 = require("node:http2");
const https = require("node:https");

const session = http2.connect("https://api.lab.test");
session.on("error", (e) => console.error("h2:", e.message));
const request = session.request({ ":path": "/json" });
request.resume();
request.on("end", () => session.close());
https.get("https://h1.lab.test/1k", (response) => response.resume()).on("error", (e) => console.error("h1:", e.message));
