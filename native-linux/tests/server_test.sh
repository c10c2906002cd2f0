#!/bin/bash
# The protocol side over a pretended kernel side (fake_interceptor), in a network namespace of its own: tests/server_test.py.
set -u
BUILD=${BUILD:-$(cd "$(dirname "$0")/.." && pwd)/build}
TESTS=$(cd "$(dirname "$0")" && pwd)
exec unshare -n /usr/bin/python3 "$TESTS/server_test.py" "$BUILD/fake_interceptor"
