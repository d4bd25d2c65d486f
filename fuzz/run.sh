#!/bin/bash
# Fuzzes one decoder from its seeds. Usage: fuzz/run.sh DECODER [OPTIONS OF LIBFUZZER]
set -euo pipefail
cd "$(dirname "$0")/.."
export SEESAW_FUZZ=$1 RUSTC=$PWD/fuzz/rustc.sh
shift
artifacts=fuzz/artifacts/$SEESAW_FUZZ/
mkdir -p "$artifacts"
exec cargo +nightly fuzz run -s none -O decoder "fuzz/corpus/$SEESAW_FUZZ" -- \
    -rss_limit_mb=1024 -timeout=10 -print_final_stats=1 -artifact_prefix="$artifacts" "$@"
