//! Every decoder of bytes from outside under a name, for fuzzers: `fuzz/` (with coverage, by hand)
//! and `tests/fuzzing.rs` (short, in `cargo test`).
//!
//! A decoder may refuse anything. It must not panic, hang, or take memory out of proportion.

use std::path::Path;

use crate::config;
use crate::data::decoders;
use crate::diagnose::Diagnosis;
use crate::record::external_logs::{LogOptions, LossScale, parse_external_log};
use crate::record::samples;
use crate::record::{
    Heartbeat, RunFile, parse_checkpoint, parse_unverified_checkpoint, parse_weights, read_evals,
    read_snapshots, read_steps, with_right_checksums,
};
use crate::strategies::Loss;

/// A decoder and its name.
pub struct Decoder {
    /// What it decodes.
    pub name: &'static str,
    /// Decodes bytes and forgets the result.
    pub decode: fn(&[u8]),
}

/// All of them.
pub const DECODERS: [Decoder; 20] = [
    Decoder {
        name: "study_yaml",
        decode: study,
    },
    Decoder {
        name: "run_yaml",
        decode: run,
    },
    Decoder {
        name: "csv",
        decode: |bytes| log("log.csv", bytes, None),
    },
    Decoder {
        name: "printed_log",
        decode: |bytes| log("log.txt", bytes, None),
    },
    Decoder {
        name: "json_log",
        decode: |bytes| log("stats.jsonl", bytes, None),
    },
    Decoder {
        name: "notebook_log",
        decode: |bytes| log("train.ipynb", bytes, None),
    },
    Decoder {
        name: "pattern_log",
        decode: |bytes| log("log.txt", bytes, Some(PATTERN)),
    },
    Decoder {
        name: "event_file",
        decode: event_file,
    },
    Decoder {
        name: "log_parquet",
        decode: |bytes| log("log.parquet", &with_magic(bytes), None),
    },
    Decoder {
        name: "own_parquet",
        decode: own_parquet,
    },
    Decoder {
        name: "idx",
        decode: |bytes| decoders::idx(bytes),
    },
    Decoder {
        name: "cifar10",
        decode: |bytes| decoders::cifar10(bytes),
    },
    Decoder {
        name: "image",
        decode: |bytes| decoders::image(bytes),
    },
    Decoder {
        name: "arrays",
        decode: |bytes| samples::decode_arrays(bytes),
    },
    Decoder {
        name: "sample_sheet",
        decode: |bytes| samples::decode_sheet(bytes),
    },
    Decoder {
        name: "checkpoint",
        decode: checkpoint,
    },
    Decoder {
        name: "weights",
        decode: |bytes| drop(parse_weights(bytes)),
    },
    Decoder {
        name: "run_json",
        decode: |bytes| drop(RunFile::parse(Path::new("run.json"), bytes.to_vec())),
    },
    Decoder {
        name: "live_json",
        decode: |bytes| drop(Heartbeat::parse(bytes)),
    },
    Decoder {
        name: "verdict_json",
        decode: |bytes| drop(serde_json::from_slice::<Diagnosis>(bytes)),
    },
];

/// Decodes bytes with the decoder of this name.
///
/// # Panics
/// If there is no such decoder, or if the decoder has a defect.
pub fn decode(name: &str, bytes: &[u8]) {
    let found = DECODERS.iter().find(|decoder| decoder.name == name);
    let decoder = found.unwrap_or_else(|| panic!("no decoder is called `{name}`"));
    (decoder.decode)(bytes);
}

fn study(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Err(error) = config::parse_any("study.yaml", text, &[])
    {
        drop(error.to_string());
    }
}

fn run(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Err(error) = config::Run::from_yaml(text)
    {
        drop(error.to_string());
    }
}

/// What a user would say of lines of any form.
const PATTERN: &str = r"(?P<step>\d+).*?(?P<d_loss>[-+.\w]+)\W+(?P<g_loss>\S+)$";

/// A log, whose format is told by its content.
fn log(name: &str, bytes: &[u8], pattern: Option<&str>) {
    let loss = Loss::NonSaturating;
    let scale = LossScale::new(loss, None, None);
    let options = LogOptions {
        choices: Vec::new(),
        scale: scale.expect("every loss has a scale"),
        pattern: pattern.map(|text| text.parse().expect("a pattern with groups")),
    };
    if let Err(error) = parse_external_log(Path::new(name), bytes, &options) {
        drop(error.to_string());
    }
}

/// An event file as it is, and with right checksums: others are refused before anything else.
fn event_file(bytes: &[u8]) {
    let name = "events.out.tfevents.1";
    log(name, bytes, None);
    log(name, &with_right_checksums(bytes), None);
}

/// Otherwise a table of Parquet would be taken for CSV.
fn with_magic(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let magic = b"PAR1";
    let length = bytes.len().min(magic.len());
    bytes[..length].copy_from_slice(&magic[..length]);
    bytes
}

/// Tables, whose digest would be checked before.
fn own_parquet(bytes: &[u8]) {
    let path = Path::new("own.parquet");
    drop(read_steps(path, bytes));
    drop(read_evals(path, bytes));
}

/// A state of training, with and without a look at its SHA-256, and the snapshots of samples, which
/// have the same container.
fn checkpoint(bytes: &[u8]) {
    let path = Path::new("checkpoint.safetensors");
    drop(parse_checkpoint(path, bytes));
    parse_unverified_checkpoint(path, bytes);
    drop(read_snapshots(path, bytes));
}
