// One HTTP/1.0 exchange over a bare socket, so that every octet of the answer is printed: raw.js ADDRESS PORT PATH
const [address, port, path] = process.argv.slice(2);
const client = require("node:net").connect(Number(port), address, () => client.write(`GET ${path} HTTP/1.0\r\n\r\n`));
client.pipe(process.stdout);
client.on("error", (e) => { console.error(e.message); process.exitCode = 1; });
