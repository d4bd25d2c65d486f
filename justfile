# Train a study: `just sweep`, or `just sweep experiments/digits.yaml --jobs 1`.
sweep *arguments:
    cargo run --release -- sweep {{arguments}}

# All tests.
test:
    cargo test --release

# A hundred kills at random moments: the tables must be those of an uninterrupted sweep.
torture:
    cargo test --release -- --ignored --nocapture a_hundred_kills

# What CI checks.
check:
    bash .ci/run

# The pages that the program prints of itself.
docs:
    cargo run --release -- catalog --format markdown > docs/catalog.md

# Time of a training step, and what tracking, strategies and checkpoints cost.
bench:
    cargo bench

# How often verdicts are right and remedies help; an hour and a half on two busy cores, and the remedies.
calibrate:
    cargo bench -- calibration-runs 6
    cargo bench -- calibration
    mv results/reference/confidence.csv src/diagnose/confidence.csv
    cargo bench -- remedies

# The committed results that README shows, trained anew.
gallery:
    cargo run --release -- sweep --results results/reference
    cargo run --release -- sweep experiments/digits.yaml --results results/reference
