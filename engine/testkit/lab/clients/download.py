"""Prints the hash of what a URL answers, fetched with requests. Trusts what requests trusts."""

import hashlib
import sys

import requests

digest = hashlib.sha256()
with requests.get(sys.argv[1], stream=True, timeout=30) as answer:
    for piece in answer.iter_content(65536):
        digest.update(piece)
print(digest.hexdigest())
