#!/bin/bash
# Makes fuzz/corpus/DECODER/ from real files. Usage: fuzz/make_seeds.sh PROGRAM
# PROGRAM is `seesaw`; Python needs numpy, pyarrow and Pillow.
set -euo pipefail
program=$(realpath "$1")
fuzz=$(realpath "$(dirname "$0")")
corpus=$fuzz/corpus
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
mkdir -p "$corpus"/{study_yaml,run_yaml,csv,printed_log,json_log,notebook_log,pattern_log,event_file,log_parquet,own_parquet,idx,cifar10,image,arrays,sample_sheet,checkpoint,weights,run_json,live_json,verdict_json}

cp "$fuzz"/../experiments/*.yaml "$corpus/study_yaml/"

cat > "$work/toy.yaml" <<'YAML'
study: toy
question: What do the files of a run look like?
run: {data: {ring: {modes: 4}}, batch: 8, steps: 12, checkpoint: {steps: 4}, evaluate: {every: 4, samples: 200, snapshots: 2}}
sweep:
  grid:
    lr_d: [1e-3, 1e-1]
  seeds: 1
YAML
cd "$work"
"$program" sweep toy.yaml --jobs 1 --no-plots
"$program" export toy --to tensorboard

number=0
for run in results/toy/runs/*/; do
    number=$((number + 1))
    cp "$run/run.yaml" "$corpus/run_yaml/$number"
    cp "$run/run.json" "$corpus/run_json/$number"
    cp "$run/verdict.json" "$corpus/verdict_json/$number"
    python3 "$fuzz/shorten_checkpoint.py" "$run/checkpoint.safetensors" "$corpus/checkpoint/state-$number"
    cp "$run/samples/samples.safetensors" "$corpus/checkpoint/samples-$number"
    cp "$run/steps.parquet" "$corpus/own_parquet/steps-$number"
    cp "$run/evals.parquet" "$corpus/own_parquet/evals-$number"
    cp "$run/steps.parquet" "$corpus/log_parquet/steps-$number"
done
number=0
for events in results/toy/tensorboard/*/events.out.tfevents.*; do
    number=$((number + 1))
    cp "$events" "$corpus/event_file/$number"
done

# Weights: the tensors of a short checkpoint.
cp "$corpus"/checkpoint/state-* "$corpus/weights/"

# A heartbeat is removed when its run ends.
cat > "$corpus/live_json/1" <<'JSON'
{"format_version":FORMAT,"step":1234,"steps":3500,"steps_per_second":333.25,"written":"2026-08-10T12:00:00.5Z","d_loss":0.1,"g_loss":"-inf","d_acc":null,"evaluated":{"step":1200,"modes":7.0,"high_quality":0.3,"reverse_kl":"inf"},"d_losses":[1.0,null,"inf"],"g_losses":[],"metric":"modes","metrics":[0.0,7.0]}
JSON
version=$(sed -n 's/.*"format_version": \([0-9]*\).*/\1/p' "$corpus/run_json/1")
sed -i "s/FORMAT/$version/" "$corpus/live_json/1"

python3 "$fuzz/make_seeds.py" "$corpus" "$fuzz/../src/data/digits"
