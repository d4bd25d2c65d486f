#!/bin/bash
# The compiler, which dfdx shall not take for a nightly one: it would use features that have changed since.
if [[ ${CARGO_PKG_NAME:-} == dfdx && $* == -vV ]]; then
    rustc -vV | sed s/nightly/stable/
else
    exec rustc "$@"
fi
