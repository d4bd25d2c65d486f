//! `docs/files.md`, from the tables of columns, and from what the source says of its fields.

use seesaw::metrics::{Direction, TABLE, Unit};
use seesaw::record::FORMAT_VERSION;
use seesaw::train::{ColumnKind, STEP, STEP_COLUMNS, StepColumn};

use super::markdown::{wrap, wrap_prose};
use super::rust_docs::{Field, fields};

const INTRODUCTION: &str = "\
# Files

Every file that a study leaves, and every column of its tables with type and unit: what you need to read results with pandas,
polars, DuckDB or R. This page is generated from the code's own tables; `just docs` writes it again.
";

const TREE: &str = "
## Where things are

```text
results/
  <study>/
    study.yaml              the study as written, with --set applied
    report.html             the page; one file, nothing is loaded from elsewhere
    runs.parquet            one row per run
    notes.json              tags and notes of runs, after `seesaw tag` and `seesaw note`
    search.json             what the study's `search` has decided at each rung, and on what evidence
    revived.json            dropped runs that were taken back, after `seesaw sweep --revive`
    plots/*.svg, *.png      figures of the study
    runs/<run>/             one directory per run; its name is what varies, the seed, and the hash of run.yaml
      run.yaml              the run's spec with every default
      run.json              state, attempts, digests, provenance
      steps.parquet         one row per training step
      evals.parquet         one row per evaluation
      verdict.json          verdict, findings, remedies
      abandoned/<n>/        the rows that were given up when the run went back for the n-th time (`heal`)
      samples/              <step>.png, and samples.safetensors with the same samples as numbers
      plots/*.svg, *.png    figures of the run
      best.safetensors      weights at the best healthy evaluation, if there was one
      checkpoint.safetensors   the last state; while training, what the run resumes from
      live.json, parts/     only while a process trains the run
      pytorch/              after `seesaw export --to pytorch`
    damaged/<run>-<n>/      what was set aside
    tensorboard/            after `seesaw export --to tensorboard`
    slurm/<n>/              what was submitted to a cluster, and what its jobs have printed
  classifiers/              weights of the classifiers that count classes, shared by all studies
  features/                 features of real pictures, which take long to compute, shared by all studies
  compared/<names>/         figures of `seesaw compare`
```

`checkpoint: {keep: ..}` decides which of the two states a complete run keeps; see [reproducibility](reproducibility.md#what-is-kept).
Files are written aside and renamed, so a file that exists is whole. While nothing trains in it, the directory of a run or of a study may
be deleted: such a run counts as `queued` again, and the next sweep trains it.

The runs of a [style transfer](style-transfer.md) have no `evals.parquet`: their `steps.parquet` holds `step`, `loss` (the weighted sum
before the step), `content_loss`, `style_loss` and `variation_loss` (before weights; null for a weight of 0) and `grad_norm`, and
`samples/` the kept pictures. Their `checkpoint.safetensors` holds the history as well.
";

const READING: &str = "
## Reading them

```python
import polars as pl

runs = pl.read_parquet(\"results/quickstart/runs.parquet\")
print(runs.group_by(\"strategy\", \"verdict\").len().sort(\"strategy\"))
```

The metadata of `steps.parquet` and `evals.parquet` hold the unit of each column under the key `unit:<column>`. A value that does
not exist is null; NaN is the result of a computation.
";

/// What a struct is called on the page, where its source is, and its name there.
const JSON: [(&str, &str, &str); 9] = [
    ("`run.json`", "record/run/run_file.rs", "RunFile"),
    (
        "Each of `attempts` in `run.json`",
        "record/run/run_file.rs",
        "Attempt",
    ),
    (
        "`provenance` in `run.json`",
        "record/run/provenance.rs",
        "Provenance",
    ),
    (
        "`numerics` in `provenance`",
        "record/run/build_fingerprint.rs",
        "BuildFingerprint",
    ),
    (
        "Each of `healings` in `run.json` and `verdict.json`",
        "record/run/healing.rs",
        "Healing",
    ),
    ("`verdict.json`", "diagnose/finding.rs", "Diagnosis"),
    (
        "Each of `findings` in `verdict.json`",
        "diagnose/finding.rs",
        "Finding",
    ),
    (
        "Each of `evidence` in a finding",
        "diagnose/finding.rs",
        "Evidence",
    ),
    (
        "`submission.json`",
        "record/study/submission.rs",
        "Submission",
    ),
];

/// A section with a list, whose items are texts.
fn list(title: &str, items: impl Iterator<Item = String>) -> String {
    let items = items.map(|item| format!("- {}\n", wrap(&item, 96).replace('\n', "\n  ")));
    format!("\n## {title}\n\n{}", items.collect::<String>())
}

/// How a column is stored, in words.
fn stored(is_count: bool, may_be_null: bool) -> &'static str {
    match (is_count, may_be_null) {
        (true, false) => "int64",
        (true, true) => "int64 or null",
        (false, false) => "float64",
        (false, true) => "float64 or null",
    }
}

fn step_item(column: &StepColumn, documented: &[Field]) -> String {
    let field = documented.iter().find(|field| field.name == column.name);
    let meaning = &field.expect("every column is a field of StepRow").meaning;
    let stored = match column.kind {
        ColumnKind::Count => stored(true, false),
        ColumnKind::Number => stored(false, false),
        ColumnKind::Optional => stored(false, true),
    };
    format!("`{}` ({stored}; {}): {meaning}", column.name, column.unit)
}

fn steps() -> String {
    let documented = fields("train/event.rs", "StepRow");
    let columns = std::iter::once(&STEP).chain(STEP_COLUMNS);
    let items = columns.map(|column| step_item(column, &documented));
    list("`steps.parquet`", items)
        + "\nWhere a player is updated several times within a step, its values are means over these updates, except the\n\
        gradient norms, which are the largest. A value is null where there was no such update.\n"
}

fn evaluations() -> String {
    let first = format!(
        "`step` (int64; {}): steps done; 0: before the first",
        Unit::Steps
    );
    let metrics = TABLE.iter().map(|metric| {
        let better = match metric.direction {
            Direction::Up => "; higher is better",
            Direction::Down => "; lower is better",
            Direction::Neither => "",
        };
        let stored = stored(metric.unit.is_count(), true);
        let (name, unit, meaning) = (metric.name, metric.unit, metric.meaning);
        format!("`{name}` ({stored}; {unit}{better}): {meaning}")
    });
    list("`evals.parquet`", std::iter::once(first).chain(metrics))
        + "\n*Features* are where `evaluate.features` says: by default what a classifier's layer before the last sees, where the data\n\
           have classes (64 values); else, of folders and CIFAR-10 from 32 pixels on, 512 values of SqueezeNet trained on ImageNet; else\n\
           pixels, or points as they are. So `frechet` is not the FID of papers, which is taken in an Inception network: compare\n\
           it only between runs on the same data in the same features. A metric that the data do not allow is null; `seesaw catalog metric` and\n\
           [the catalog](catalog.md#metric) name the source of each.\n"
}

const RUNS: &str = "
## `runs.parquet`

- `run` (string): the run's id, which is also its directory
- one per axis of the grid (float64 or string): the value on that axis; strings where one value is no
  number
- `seed` (int64): root of all random draws
- `status` (string): `complete`, `running`, `stopped`, `interrupted`, `pruned`, `failed`, `damaged`,
  `incompatible`, `unreadable` or `queued`
- `verdict` (string or null): of a complete or pruned run
- `form` (string or null): which way a failure took, or what a healthy verdict rests on
- `confidence` (float64 or null; share of runs): how often such verdicts were right in held-out runs
- `onset` (int64 or null; steps): the step at which the verdict's failure began
- `final_<metric>` (as in `evals.parquet`): the value at the last evaluation
- `best_<metric>` (as in `evals.parquet`): the best value; only of metrics that have a better direction

A study of style transfers has `steps` and the losses before the last step instead, `final_loss`,
`final_content_loss`, `final_style_loss` and `final_variation_loss`, after `verdict`.
";

fn json() -> String {
    let section = |(title, file, name): &(&str, &str, &str)| {
        let items = fields(file, name).into_iter().map(|field| {
            let key = match (field.name.as_str(), *name) {
                ("build", "Provenance") => "numerics",
                ("not_judged", "Diagnosis") => "limits",
                (name, _) => name,
            };
            let may_be_null = field.kind.starts_with("Option<");
            let is_said = field.meaning.contains("null") || field.meaning.contains("nothing");
            let or_null = match may_be_null && !is_said {
                true => "; null where there is none",
                false => "",
            };
            let meaning = match field.name.as_str() {
                "format_version" => "Of everything in the run's directory",
                "limits" | "not_judged" => "What could not be judged, and why: one sentence each",
                _ => field.meaning.trim_end_matches('.'),
            };
            format!("`{key}`: {meaning}{or_null}")
        });
        list(title, items)
    };
    JSON.iter().map(section).collect()
}

const TENSORS: &str = "
## `.safetensors`

Weights and samples are in [safetensors](https://github.com/huggingface/safetensors), which Python reads with `safetensors.numpy.load_file`.
`samples/samples.safetensors` has a tensor `step.<step>` per snapshot, of shape (samples, values of a sample), from latents that
are the same at every step; of images of 32 pixels or more also `interpolation.<step>` and, of models with styles, `style_mixing.<step>`
after the last step, of conditional GANs `class_grid.<step>`, and of VAEs `reconstructions.<step>` and `latent_grid.<step>`. States hold every tensor of training by name: weights, running statistics, optimisers.

### Weights in PyTorch

`seesaw export RUN --to pytorch` writes the generator of any model for PyTorch ([Use what was trained](create.md#in-pytorch)). To read
a state by hand:

`best.safetensors` and `checkpoint.safetensors`, of which a finished run keeps one ([`checkpoint.keep`](catalog.md#checkpoint)), have
`generator.`, `discriminator.` and, where weights are averaged, `generator_average.`, followed by the numbers
of layers as in `src/models/` and the name of the tensor. PyTorch has the axes in another order:

| tensor | axes here | in PyTorch |
|--|--|--|
| weight of a dense layer | (inputs, outputs) | `.T` |
| weight of a convolution | (out, height, width, in) | `.permute(0, 3, 1, 2)` |
| weight of a transposed convolution | (in, height, width, out) | `.permute(0, 3, 1, 2)` |
| `gamma`, `beta` of a batch norm | (channels) | `weight`, `bias` |
| `running_mean`, `running_variance` | (channels) | `running_mean`, `running_var` |
| `weight` of a learned map | (height, width, channels) | `.permute(2, 0, 1)` |

Of equalized layers, the state holds what the optimizer moves: a weight is used times gain / sqrt(inputs of an output), with the gain of
the layer in `src/models/` (sqrt(2) unless it says otherwise). A dense layer before a map makes it (height, width, channels).

Images are (N, height, width, channels) from -1 to 1. The generator of `mlp`, whose latents are 64 normal values:

```python
import torch
from safetensors.torch import load_file

state = load_file(\"results/STUDY/runs/RUN/best.safetensors\")
generator = torch.nn.Sequential(
    torch.nn.Linear(64, 128), torch.nn.LeakyReLU(0.2),
    torch.nn.Linear(128, 128), torch.nn.LeakyReLU(0.2),
    torch.nn.Linear(128, 2),
)
with torch.no_grad():
    for number, layer in enumerate([generator[0], generator[2], generator[4]]):
        layer.weight.copy_(state[f\"generator.{number}.weight\"].T)
        layer.bias.copy_(state[f\"generator.{number}.bias\"])
    points = generator(torch.randn(1000, 64))
```
";

/// The whole page.
pub(super) fn page() -> String {
    let version = format!(
        "\nThe format version is {FORMAT_VERSION}; `run.json` holds it. Runs of versions 4 and 5, whose tables have fewer columns, are read too; those of any other version are refused, not converted.\n"
    );
    let page = [
        INTRODUCTION,
        TREE,
        &version,
        READING,
        &steps(),
        &evaluations(),
        RUNS,
        &json(),
        TENSORS,
    ];
    format!("{}\n", wrap_prose(page.concat().trim_end(), 98))
}
