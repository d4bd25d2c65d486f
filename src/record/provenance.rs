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
    pub command: Vec<String>,
}

impl Provenance {
    /// Of this process.
    pub fn here() -> Self {
        Self {
            seesaw_version: env!("CARGO_PKG_VERSION").to_string(),
            target: format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS),
            cpu_features: cpu_features(),
            threads: 1,
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
