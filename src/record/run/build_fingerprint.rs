//! What the bits of a run depend on besides its spec and data.

use serde::{Deserialize, Serialize};

use super::sha256;

/// Two programs with the same fingerprint give the same bits. With another one they give nearly the
/// same numbers at first, which training then drives apart. The number of threads is not part of
/// it. In files it is called `numerics`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuildFingerprint {
    /// SHA-256 of the source that computes, judges and writes: all but plot, report and cli.
    pub source_sha256: String,
    /// SHA-256 of `Cargo.lock`: the libraries.
    pub libraries_sha256: String,
    /// What `rustc --version` says.
    pub rustc: String,
    /// The target triple.
    pub target: String,
    /// Optimisation and flags that the compiler was given.
    pub flags: String,
    /// CPU features that decide which kernels run.
    pub cpu_features: Vec<String>,
    /// SHA-256 of some values of exp, ln and their kin, which come from the system's library.
    pub functions_sha256: String,
}

impl BuildFingerprint {
    /// The fingerprint of this program on this machine.
    pub fn here() -> Self {
        Self {
            source_sha256: env!("SEESAW_SOURCE_SHA256").to_string(),
            libraries_sha256: env!("SEESAW_LOCK_SHA256").to_string(),
            rustc: env!("SEESAW_RUSTC").to_string(),
            target: env!("SEESAW_TARGET").to_string(),
            flags: env!("SEESAW_FLAGS").to_string(),
            cpu_features: cpu_features(),
            functions_sha256: functions(),
        }
    }

    /// What differs, one phrase each: as recorded, and as it is here.
    pub fn differences(&self, here: &Self) -> Vec<String> {
        let texts = |of: &Self| {
            let short = |digest: &str| digest.get(..12).unwrap_or(digest).to_string();
            [
                ("seesaw's source", short(&of.source_sha256)),
                ("libraries (Cargo.lock)", short(&of.libraries_sha256)),
                ("compiler", of.rustc.clone()),
                ("target", of.target.clone()),
                ("compiler flags", of.flags.clone()),
                (
                    "CPU features",
                    if of.cpu_features.is_empty() {
                        "none".to_string()
                    } else {
                        of.cpu_features.join(" ")
                    },
                ),
                (
                    "the system's mathematical functions",
                    short(&of.functions_sha256),
                ),
            ]
        };
        let pairs = texts(self).into_iter().zip(texts(here));
        let differing = pairs.filter(|((_, recorded), (_, here))| recorded != here);
        differing
            .map(|((what, recorded), (_, here))| format!("{what}: {recorded} then, {here} now"))
            .collect()
    }
}

#[cfg(target_arch = "x86_64")]
fn cpu_features() -> Vec<String> {
    let features = [
        ("avx2", is_x86_feature_detected!("avx2")),
        ("fma", is_x86_feature_detected!("fma")),
        ("avx512f", is_x86_feature_detected!("avx512f")),
    ];
    // `SEESAW_INSTRUCTIONS` may say to use fewer.
    let used: &[&str] = match crate::nn::instructions() {
        "avx512" => &["avx2", "fma", "avx512f"],
        "avx2" => &["avx2", "fma"],
        _ => &[],
    };
    features
        .into_iter()
        .filter(|(name, found)| *found && used.contains(name))
        .map(|(name, _)| name.to_string())
        .collect()
}

#[cfg(not(target_arch = "x86_64"))]
fn cpu_features() -> Vec<String> {
    Vec::new()
}

/// A few hundred values of each function that the crate takes from the system. Two libraries may
/// agree on all of them and differ elsewhere; libraries of different versions have not, where they
/// were compared.
fn functions() -> String {
    let mut bytes = Vec::new();
    for at in 1..=300 {
        let x = f64::from(at) * 0.0437 - 6.0;
        let doubles = [
            x.exp(),
            x.abs().ln(),
            x.tanh(),
            x.sin(),
            x.cos(),
            x.abs().powf(0.37),
            x.exp_m1(),
            x.abs().ln_1p(),
        ];
        bytes.extend(doubles.iter().flat_map(|value| value.to_le_bytes()));
        let x = x as f32;
        let singles = [
            x.exp(),
            x.abs().ln(),
            x.tanh(),
            x.abs().powf(0.37),
            x.exp_m1(),
            x.abs().ln_1p(),
        ];
        bytes.extend(singles.iter().flat_map(|value| value.to_le_bytes()));
    }
    sha256(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_named() {
        let here = BuildFingerprint::here();
        assert_eq!(
            here.differences(&BuildFingerprint::here()),
            Vec::<String>::new()
        );
        assert_eq!(here.source_sha256.len(), 64);
        let other = BuildFingerprint {
            cpu_features: vec!["neon".to_string()],
            rustc: "rustc 1.0".to_string(),
            ..here.clone()
        };
        let named = other.differences(&here);
        assert_eq!(named.len(), 2);
        assert!(
            named[0].starts_with("compiler: rustc 1.0 then, "),
            "{named:?}"
        );
        assert!(
            named[1].starts_with("CPU features: neon then, "),
            "{named:?}"
        );
    }
}
