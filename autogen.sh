#!/bin/sh
# SPDX-License-Identifier: PostgreSQL
# Makes ./configure in a fresh checkout.
set -e
cd "$(dirname "$0")"
mkdir -p m4 build-aux
exec autoreconf -fi
