_default:
    @{{just_executable()}} --list

# Train a study: `just sweep`, or `just sweep experiments/digits.yaml --jobs 1`.
sweep *arguments:
    cargo run --release -- sweep {{arguments}}

# All tests.
test:
    cargo test --release

# Unit tests while you work, all or those that a filter names: after a change in one file they are built in seconds.
unit *filter:
    CARGO_INCREMENTAL=1 cargo test --release --lib \
        --config profile.release.package.seesaw-gan.codegen-units=256 \
        --config profile.release.package.seesaw-gan.opt-level=1 \
        --config profile.release.package.seesaw-compute.codegen-units=256 \
        --config profile.release.package.seesaw-compute.opt-level=1 -- {{filter}}

# What CI checks.
check:
    bash .ci/run

# A hundred kills at random moments, thirty of a run that goes back: the tables must be those of an uninterrupted sweep.
torture:
    cargo test --release -- --ignored --nocapture kills

# The pages of docs/ that the program and its source write.
docs:
    cargo run --release -- catalog --format markdown > docs/catalog.md
    SEESAW_BLESS=1 cargo test --release --test seesaw docs::generated

# Time of a training step, and what tracking, strategies and checkpoints cost.
bench:
    cargo bench

# How often verdicts are right and remedies help; over an hour on two cores, and the remedies.
calibrate:
    cargo bench -- calibration-runs 27
    cargo bench -- calibration
    cargo bench -- remedies
    mv results/reference/confidence.csv src/diagnose/confidence.csv

# Published tables beside our own: `just science --budget 2h` trains so long, and goes on the next time; without, it only writes.
science *arguments:
    cargo bench -- science {{arguments}}

# The committed results that the README shows, trained anew, in a few minutes. Needs Chromium for a picture.
reference:
    cargo run --release -- sweep --set checkpoint.keep=nothing --results results/reference
    cargo run --release -- sweep experiments/digits.yaml --set checkpoint.keep=nothing --results results/reference
    chromium --headless=new --no-sandbox --hide-scrollbars --window-size=1200,1100 \
        --screenshot=results/reference/quickstart/report.png \
        "file://{{justfile_directory()}}/results/reference/quickstart/report.html"
