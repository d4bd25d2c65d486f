//! A piece of a study that uses a name of the catalog, for those who read about it.

use super::fixed_model::FixedModel;
use super::kind::Kind;
use crate::schema::{ABSENT, Entry, Parameter, REQUIRED};

/// What stands for a value that a user has to choose.
const PLACEHOLDER: &str = "PATH";

/// Lines of a study file that use the name, with one of its parameters written out, or with those
/// that it needs.
pub fn example(entry: &Entry) -> String {
    match (entry.kind, entry.name) {
        ("block", "study") => {
            "study: my-study\nquestion: What do I want to find out?\nrun:\n  data: ring\nsweep:\n  seeds: 3".to_string()
        }
        ("block", "sweep") => {
            "sweep:\n  grid:\n    lr_d: [1e-4, 1e-3]\n  seeds: 3".to_string()
        }
        ("block", "range") => {
            "sweep:\n  grid:\n    lr_d: {from: 1e-4, to: 1e-2, points: 5, log: true}".to_string()
        }
        ("block", "random") => {
            "sweep:\n  random:\n    count: 20\n    sampler: sobol\n    lr_d: {log_uniform: [1e-4, 1e-2]}\n    batch: [64, 256]".to_string()
        }
        ("block", "draw") => {
            "sweep:\n  random:\n    count: 20\n    lr_d: {log_uniform: [1e-4, 1e-2]}\n    data.ring.modes: {int: [4, 12]}".to_string()
        }
        ("block", "budget") => {
            "sweep:\n  seeds: 10\n  budget: {runs: 6, steps: 1e6}".to_string()
        }
        ("block", "transfer") => transfer(&parameters(entry, "  ")),
        ("block", "weights") => transfer(&format!("  weights:\n{}", parameters(entry, "    "))),
        ("features" | "start" | "picture_optimizer", _) => transfer(&format!("  {}", own_key(entry))),
        ("search", "racing") => {
            "run:\n  evaluate: {every: 60}\nsweep:\n  grid:\n    lr_d: [1e-4, 1e-3, 1e-2]\n  seeds: 5\nsearch:\n  racing: {rungs: [60, 180, 540], metric: coverage}".to_string()
        }
        ("search", _) => {
            "sweep:\n  grid:\n    lr_d: [1e-4, 1e-3, 1e-2]\n  seeds: 5\nsearch:\n  median: {metric: coverage, from: 500}".to_string()
        }
        ("block", "slurm") => {
            "slurm:\n  partition: cpu\n  time: 04:00:00\n  memory: 4G\n  limit: 50".to_string()
        }
        ("block", "run") => format!("run:\n{}", parameters(entry, "  ")),
        ("block", name) => format!("run:\n  {name}:\n{}", parameters(entry, "    ")),
        (kind, name) => {
            let lines = needed_keys(kind, name).into_iter().chain([own_key(entry)]);
            let lines: Vec<String> = lines.map(|line| format!("  {line}")).collect();
            format!("run:\n{}", lines.join("\n"))
        }
    }
}

/// A style transfer with these further lines.
fn transfer(lines: &str) -> String {
    format!("transfer:\n  content: {PLACEHOLDER}\n  style: {PLACEHOLDER}\n{lines}")
}

/// The parameters of a block with their defaults.
fn parameters(entry: &Entry, indent: &str) -> String {
    // Some defaults depend on other keys and are said in words.
    let has_default = |parameter: &&Parameter| {
        let in_words = ["model", "content_layers", "style_layers"];
        ![ABSENT, REQUIRED].contains(&parameter.default) && !in_words.contains(&parameter.key)
    };
    let lines = entry.parameters.iter().filter(has_default);
    let lines = lines.map(|parameter| format!("{indent}{}: {}", parameter.key, parameter.default));
    lines.collect::<Vec<_>>().join("\n")
}

/// The key of a run that takes the name, with the name as its value.
fn own_key(entry: &Entry) -> String {
    let value = match written_parameters(entry).as_str() {
        "" => entry.name.to_string(),
        parameters => format!("{{{}: {{{parameters}}}}}", entry.name),
    };
    match entry.kind {
        "schedule" => format!("schedule_d: {value}"),
        "picture_optimizer" => format!("optimizer: {value}"),
        "regularize" => format!("regularize: [{value}]"),
        kind => format!("{kind}: {value}"),
    }
}

/// The parameters without default, or else the first one that has a default.
fn written_parameters(entry: &Entry) -> String {
    let required = entry
        .parameters
        .iter()
        .filter(|parameter| parameter.default == REQUIRED)
        .map(|parameter| format!("{}: {PLACEHOLDER}", parameter.key));
    let required: Vec<String> = required.collect();
    let first = || {
        let first = entry.parameters.first()?;
        (first.default != ABSENT).then(|| format!("{}: {}", first.key, first.default))
    };
    match required.is_empty() {
        false => required.join(", "),
        true => first().unwrap_or_default(),
    }
}

/// Keys without which the name would be refused.
fn needed_keys(kind: &str, name: &str) -> Vec<String> {
    let model = FixedModel::ALL.iter().find(|model| model.name() == name);
    match (kind, model) {
        ("model", Some(model)) => vec![format!("data: {}", data_of(model.facts().kind))],
        ("model", None) if ["fc", "dcgan"].contains(&name) => {
            vec!["data: {shapes: {side: 32}}".to_string()]
        }
        ("augment" | "condition", _) if name != "none" => vec!["data: digits".to_string()],
        ("regularize", _) if name == "path_length" => vec![
            "data: {shapes: {side: 32}}".to_string(),
            "model: stylegan2-32".to_string(),
        ],
        ("adapt", _) if name == "ada" => vec!["regularize: [instance_noise]".to_string()],
        ("optimizer", _) if name.starts_with("extragradient") => {
            vec!["balance: simultaneous".to_string()]
        }
        _ => Vec::new(),
    }
}

/// Data for which a model of this kind is meant.
fn data_of(kind: Kind) -> String {
    match kind {
        Kind::Numbers => "dirac".to_string(),
        Kind::Points => "ring".to_string(),
        Kind::Images {
            side: 8,
            channels: 1,
        } => "digits".to_string(),
        Kind::Images { side, channels: 3 } => format!("{{shapes: {{side: {side}}}}}"),
        Kind::Images { side, channels } => {
            format!("{{folder: {{path: {PLACEHOLDER}, side: {side}, channels: {channels}}}}}")
        }
    }
}
