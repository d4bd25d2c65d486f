//! Where a run comes from.

use serde::{Deserialize, Serialize};

/// The program and the machine that a run was trained on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    pub seesaw_version: String,
    pub target: String,
    /// CPU features that decide which kernels run, and so the bits of the results.
    pub cpu_features: Vec<String>,
    /// Threads that train one run.
    pub threads: usize,
    /// SHA-256 of the images, where they come from files: a spec knows only their path.
    #[serde(default)]
    pub data_sha256: Option<String>,
    pub command: Vec<String>,
}

impl Provenance {
    /// Of this process, training one run on `threads` threads with data of this digest.
    pub fn here(threads: usize, data: Option<&str>) -> Self {
        Self {
            seesaw_version: env!("CARGO_PKG_VERSION").to_string(),
            target: format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS),
            cpu_features: cpu_features(),
            threads,
            data_sha256: data.map(str::to_string),
            command: std::env::args().collect(),
        }
    }
}

#[cfg(target_arch = "x86_64")]
fn cpu_features() -> Vec<String> {
    let features = [
        ("avx2", is_x86_feature_detected!("avx2")),
        ("fma", is_x86_feature_detected!("fma")),
        ("avx512f", is_x86_feature_detected!("avx512f")),
    ];
    features.into_iter().filter(|(_, found)| *found).map(|(name, _)| name.to_string()).collect()
}

#[cfg(not(target_arch = "x86_64"))]
fn cpu_features() -> Vec<String> {
    Vec::new()
}
