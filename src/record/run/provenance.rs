//! Where a run comes from.

use serde::{Deserialize, Serialize};

use super::BuildFingerprint;

/// The program and the machine that a run was trained on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// The version of the package.
    pub seesaw_version: String,
    /// The commit that the program was built from; empty where there was no repository.
    pub git_commit: String,
    /// Whether the source differed from that commit.
    pub git_dirty: bool,
    /// What the bits depend on.
    #[serde(rename = "numerics")]
    pub build: BuildFingerprint,
    /// Threads that train one run. They change no bit.
    pub threads: usize,
    /// SHA-256 of the images and their labels, where they come from files: a spec knows only their
    /// path.
    pub data_sha256: Option<String>,
    /// What counted classes, where something did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub classifier: Option<ClassifierProvenance>,
    /// Where it was trained.
    pub host: Host,
}

/// The classifier that measured a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassifierProvenance {
    /// SHA-256 of its file of weights, which has the same bytes wherever it is trained by the same
    /// build.
    pub sha256: String,
    /// Share of the held-out images whose class it found.
    pub accuracy: f64,
}

/// The machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Host {
    /// Its name in the network.
    pub name: String,
    /// Operating system and kernel version.
    pub operating_system: String,
    /// As the system names it; empty where it does not.
    pub cpu: String,
    /// Threads that it can run at once.
    pub cores: usize,
}

impl Host {
    fn here() -> Self {
        let cores = crate::parallel::cores();
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
            build: BuildFingerprint::here(),
            threads,
            data_sha256: data.map(str::to_string),
            classifier: None,
            host: Host::here(),
        }
    }
}
