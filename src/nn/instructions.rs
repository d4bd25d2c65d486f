//! The CPU instructions of matrix products.

/// Which instructions are used; the bits depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Instructions {
    /// AVX2 with fused multiply-add. Only [`Instructions::detect`] makes it.
    #[cfg(target_arch = "x86_64")]
    Avx2(Detected),
    /// Plain Rust, for any CPU.
    Portable,
}

/// Proof that the CPU has been asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Detected(());

impl Instructions {
    /// The fastest that this CPU has.
    pub(super) fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            return Instructions::Avx2(Detected(()));
        }
        Instructions::Portable
    }
}
