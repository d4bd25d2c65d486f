//! Where a run comes from.

use serde::{Deserialize, Serialize};

use super::{ClassifierProvenance, Numerics};

/// The program and the machine that a run was trained on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    pub seesaw_version: String,
    /// The commit that the program was built from; empty where there was no repository.
    pub git_commit: String,
    /// Whether the source differed from that commit.
    pub git_dirty: bool,
    /// What the bits depend on.
    pub numerics: Numerics,
    /// Threads that train one run. They change no bit.
    pub threads: usize,
    /// SHA-256 of the images and their labels, where they come from files: a spec knows only their
    /// path.
    pub data_sha256: Option<String>,
    /// What counted classes, where something did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub classifier: Option<ClassifierProvenance>,
    pub host: Host,
}

/// The machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Host {
    pub name: String,
    pub operating_system: String,
    /// As the system names it; empty where it does not.
    pub cpu: String,
    pub cores: usize,
}

impl Host {
    fn here() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let operating_system = format!("{} {}", std::env::consts::OS, kernel())
            .trim_end()
            .to_string();
        Self {
            name: host_name(),
            operating_system,
            cpu: cpu(),
            cores,
        }
    }
}

/// The machine's name; "unknown" where it is not text.
pub fn host_name() -> String {
    gethostname::gethostname()
        .into_string()
        .unwrap_or_else(|_| "unknown".to_string())
}

fn kernel() -> String {
    std::fs::read_to_string("/proc/sys/kernel/osrelease")
        .unwrap_or_default()
        .trim()
        .to_string()
}

fn cpu() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    line.map_or(String::new(), |name| {
        name.trim_start_matches([' ', '\t', ':']).to_string()
    })
}

impl Provenance {
    /// Of this process, training one run on `threads` threads with data of this digest, without a
    /// classifier.
    pub fn here(threads: usize, data: Option<&str>) -> Self {
        Self {
            seesaw_version: env!("CARGO_PKG_VERSION").to_string(),
            git_commit: env!("SEESAW_GIT_COMMIT").to_string(),
            git_dirty: env!("SEESAW_GIT_DIRTY") == "true",
            numerics: Numerics::here(),
            threads,
            data_sha256: data.map(str::to_string),
            classifier: None,
            host: Host::here(),
        }
    }
}
