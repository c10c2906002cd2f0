// Prints the hash of what a URL answers. Trusts what this Node trusts.
const hash = require('crypto').createHash('sha256');
require('https').get(process.argv[2], (answer) => {
  answer.on('data', (piece) => hash.update(piece));
  answer.on('end', () => console.log(hash.digest('hex')));
}).on('error', (error) => { console.error(error.message); process.exit(1); });
