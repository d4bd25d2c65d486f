//! The CPU instructions of matrix products.

/// Which instructions are used. The two vector sets give the same bits, plain Rust others, for it
/// does not fuse multiplication and addition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Instructions {
    /// AVX-512F. Only [`Instructions::detect`] makes it.
    #[cfg(target_arch = "x86_64")]
    Avx512(Detected),
    /// AVX2 with fused multiply-add. Only [`Instructions::detect`] makes it.
    #[cfg(target_arch = "x86_64")]
    Avx2(Detected),
    /// Plain Rust, for any CPU.
    Portable,
}

/// Proof that the CPU has been asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Detected(());

/// The name of the instructions that are used: `avx512`, `avx2` or `portable`.
pub fn instructions() -> &'static str {
    Instructions::detect().name()
}

/// Names the widest instructions that may be used: `avx512`, `avx2` or `portable`.
const VARIABLE: &str = "SEESAW_INSTRUCTIONS";

impl Instructions {
    /// The fastest that this CPU has, or those that `SEESAW_INSTRUCTIONS` limits it to.
    pub(super) fn detect() -> Self {
        let limit = std::env::var(VARIABLE).unwrap_or_default();
        let found = Self::all();
        let allowed = found.iter().skip_while(|found| {
            matches!(limit.as_str(), "avx512" | "avx2" | "portable") && found.name() != limit
        });
        allowed.copied().next().unwrap_or(Instructions::Portable)
    }

    /// All that this CPU has, the fastest first.
    pub(super) fn all() -> Vec<Self> {
        let mut found = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512f") {
                found.push(Instructions::Avx512(Detected(())));
            }
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                found.push(Instructions::Avx2(Detected(())));
            }
        }
        found.push(Instructions::Portable);
        found
    }

    fn name(self) -> &'static str {
        match self {
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx512(_) => "avx512",
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx2(_) => "avx2",
            Instructions::Portable => "portable",
        }
    }
}
