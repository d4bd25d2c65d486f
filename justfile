# Train a study: `just sweep`, or `just sweep experiments/digits.yaml --jobs 1`.
sweep *arguments:
    cargo run --release -- sweep {{arguments}}

# All tests.
test:
    cargo test --release

# What CI checks.
check:
    bash .ci/run

# Time of a training step, and what tracking costs.
bench:
    cargo bench
