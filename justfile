# Train a study: `just sweep`, or `just sweep experiments/digits.yaml --jobs 1`.
sweep *arguments:
    cargo run --release -- sweep {{arguments}}

# All tests.
test:
    cargo test --release

# What CI checks.
check:
    bash .ci/run

# The pages that the program prints of itself.
docs:
    cargo run --release -- catalog --format markdown > docs/catalog.md

# Time of a training step, and what tracking and strategies cost.
bench:
    cargo bench
